from __future__ import annotations

import mujoco
import numpy as np
import pytest
import torch
from simulation import configuration, stand

from trotline_mujoco.env import QuadEnv
from trotline_mujoco.model import CONTACT_BODIES, JOINT_NAMES, joint_values, match_names, spawn_quadruped
from trotline_mujoco.physics import RobotState


@pytest.fixture
def env():
    env = QuadEnv(configuration(), threads=1)
    yield env
    env.close()


def test_mass_joints_and_torque_limits_of_the_model():
    cfg = configuration()
    model = spawn_quadruped(cfg["sim"], cfg["scene"]["robot"])

    assert model.body_mass.sum() == pytest.approx(13.28)
    assert [model.joint(i + 1).name for i in range(12)] == list(JOINT_NAMES)
    assert model.actuator_forcerange[:3, 1] == pytest.approx([25.0, 25.0, 35.0])
    assert model.opt.timestep == 0.005


def test_names_match_by_regular_expression_in_body_order():
    assert match_names(CONTACT_BODIES, ".*_foot") == [0, 1, 2, 3]
    assert match_names(JOINT_NAMES, ["RL_.*"]) == [6, 7, 8]
    assert joint_values({".*_calf_joint": -1.5})[[0, 2]] == pytest.approx([0.0, -1.5])
    with pytest.raises(ValueError, match="not_there"):
        match_names(JOINT_NAMES, "not_there")


def test_stands_at_rest_in_the_default_pose(env):
    assert not stand(env, 100)["fell"].any()

    assert env.state.root_pos[:, 2] == pytest.approx(np.full(4, 0.28), abs=0.03)
    assert np.abs(env.state.base_lin_vel_b).max() < 0.05
    assert env.state.feet_contact.all()
    weight = np.sqrt(env.contact_sensor.net_force_sq[:, -1, :4]).sum(1)
    assert weight == pytest.approx(np.full(4, 13.28 * 9.81), rel=0.05)


def test_a_dropped_upside_down_robot_is_a_fall(env):
    pose = np.array([[0.0, 0.0, 0.3, 0.0, 1.0, 0.0, 0.0]])
    env.robot.write_root(np.array([1]), pose, np.zeros((1, 6)))
    env.state.derive()
    steps = 0
    while not env.base_contact[1] and steps < 50:
        env.step(torch.zeros(4, 12))
        steps += 1

    assert env.terminated[1] and env.base_contact[1]
    assert not env.terminated[[0, 2, 3]].any()
    assert env.episode_length[1] == 0, "the next episode has begun"


def test_torques_stay_within_the_limits_and_match_mujoco(env):
    rng = torch.Generator().manual_seed(0)
    for _ in range(20):
        env.step(torch.randn(4, 12, generator=rng) * 4)
    torques = env.state.torques
    assert (np.abs(torques) <= env.robot.torque_limit + 1e-4).all()
    assert np.abs(torques).max() == pytest.approx(35.0), "such actions must saturate"

    # One environment again, step by step, with MuJoCo's own account of the last substep.
    data, initial = mujoco.MjData(env.robot.model), env.robot.initial[0].copy()
    mujoco.mj_setState(env.robot.model, data, initial, mujoco.mjtState.mjSTATE_FULLPHYSICS)
    env.step(torch.full((4, 12), 0.5))
    data.ctrl[:] = env.robot.controls[0, -1]
    for _ in range(env.decimation):
        mujoco.mj_step(env.robot.model, data)
    assert env.state.torques[0] == pytest.approx(data.actuator_force, abs=1e-3)
    assert env.state.joint_pos[0] == pytest.approx(data.qpos[7:], abs=1e-4)


def test_base_frame_quantities_follow_from_the_quaternion():
    state = RobotState(1, 38)
    half = np.sqrt(0.5)
    state.root_quat_w[0] = half, 0.0, 0.0, half  # a quarter turn to the left
    state.root_lin_vel_w[0] = 0.0, 2.0, 0.5
    state.derive()

    assert state.base_lin_vel_b[0] == pytest.approx([2.0, 0.0, 0.5], abs=1e-6)
    assert state.heading[0] == pytest.approx(np.pi / 2, abs=1e-6)
    assert state.projected_gravity[0] == pytest.approx([0.0, 0.0, -1.0], abs=1e-6)

    state.root_quat_w[0] = half, 0.0, half, 0.0  # nose down by a quarter turn
    state.derive()
    assert state.projected_gravity[0] == pytest.approx([1.0, 0.0, 0.0], abs=1e-6)


def test_rotation_agrees_with_mujoco_for_random_quaternions():
    quaternions = np.random.default_rng(0).normal(size=(20, 4))
    quaternions /= np.linalg.norm(quaternions, axis=1, keepdims=True)
    state = RobotState(20, 38)
    state.root_quat_w[...] = quaternions
    state.derive()
    for quaternion, rotation in zip(quaternions, state.rotation, strict=True):
        expected = np.zeros(9)
        mujoco.mju_quat2Mat(expected, quaternion)
        assert rotation.ravel() == pytest.approx(expected, abs=1e-5)


def test_a_robot_that_leaves_physics_is_set_down_and_counts_as_fallen(env):
    env.robot.initial[2, 20:23] = 1e6
    env.step(torch.zeros(4, 12))

    assert env.terminated.tolist() == [False, False, True, False]
    assert np.isfinite(env.state.full).all()
    assert np.isfinite(env.get_observations()["policy"].numpy()).all()


def test_actions_that_are_not_finite_do_not_reach_the_engine(env):
    actions = torch.zeros(4, 12)
    actions[0, 0] = float("nan")
    env.step(actions)

    assert np.isfinite(env.robot.controls).all()


def test_startup_randomisation_gives_each_robot_its_own_model():
    cfg = configuration()
    cfg["events"]["add_base_mass"]["params"]["mass_distribution_params"] = (0.5, 3.0)
    cfg["events"]["actuator_strength"]["params"]["strength_range"] = (0.6, 0.6)
    env = QuadEnv(cfg, threads=1)
    try:
        masses = [m.body_mass.sum() for m in env.robot._models]
        assert len(set(masses)) == 4 and all(13.7 < mass < 16.3 for mass in masses)
        assert env.robot.kp == pytest.approx(np.full((4, 12), 15.0))
        assert env.robot.torque_limit[0, 2] == pytest.approx(21.0)
    finally:
        env.close()


def test_default_events_keep_one_model_for_all(env):
    assert all(model is env.robot.model for model in env.robot._models)
    assert env.robot.model.geom_friction[:, 0] == pytest.approx(np.full(env.robot.model.ngeom, 0.8))


def test_push_adds_to_the_velocity():
    cfg = configuration()
    cfg["events"]["push_robot"] = {
        "func": "trotline_mujoco.mdp.events:push_by_setting_velocity",
        "params": {"velocity_range": {"x": (1.0, 1.0)}},
        "mode": "interval",
        "interval_range_s": (0.1, 0.1),
        "is_global_time": False,
        "min_step_count_between_reset": 0,
    }
    env = QuadEnv(cfg, threads=1)
    try:
        for _ in range(5):
            before = env.state.root_lin_vel_w[:, 0].copy()
            env.step(torch.zeros(4, 12))
        assert (env.state.root_lin_vel_w[:, 0] - before > 0.7).all()
    finally:
        env.close()
