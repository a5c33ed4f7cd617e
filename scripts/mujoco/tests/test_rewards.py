"""Golden values of every reward term, from states written by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from simulation import configuration

from trotline_mujoco.env import QuadEnv
from trotline_mujoco.managers.terms import resolve_params
from trotline_mujoco.mdp import rewards, terminations
from trotline_mujoco.model import CONTACT_BODIES
from trotline_mujoco.physics import ContactSensor, RobotState
from trotline_mujoco.tasks.entity import scene_entity

FEET = resolve_params({"s": scene_entity("contact_forces", body_names=".*_foot")})["s"]
THIGHS = resolve_params({"s": scene_entity("contact_forces", body_names=".*_thigh")})["s"]
TRUNK = resolve_params({"s": scene_entity("contact_forces", body_names="trunk")})["s"]
COMMAND = "base_velocity"


@pytest.fixture
def env():
    """Two robots standing still in the default pose; the first is commanded to walk, the second to stand."""
    cfg = configuration()
    state = RobotState(2, 38)
    state.root_quat_w[:, 0] = 1.0
    state.root_pos[:, 2] = 0.3
    contact = ContactSensor(cfg["scene"]["contact_forces"], 2, 4, 0.02)
    command = np.array([[0.6, -0.3, 0.5], [0.0, 0.0, 0.0]], np.float32)
    default = np.linspace(-0.5, 0.6, 12, dtype=np.float32)
    state.joint_pos[...] = default
    state.derive()
    return SimpleNamespace(
        num_envs=2,
        step_dt=0.02,
        cfg=cfg,
        state=state,
        contact_sensor=contact,
        command=command,
        command_manager=SimpleNamespace(get_command=lambda name: {COMMAND: command}[name]),
        action_manager=SimpleNamespace(action=np.array([[0.5] * 12, [0.0] * 12], np.float32)),
        action_rate_sq=np.array([3.0, 0.5], np.float32),
        termination_manager=SimpleNamespace(terminated=np.array([True, False])),
        terrain=SimpleNamespace(height_at=lambda x, y: np.full(len(x), 0.05, np.float32)),
        robot=SimpleNamespace(
            default_joint_pos=default,
            soft_limits=np.stack([np.full(12, -0.4), np.full(12, 0.55)]).astype(np.float32),
            kp=np.full((1, 12), 25.0),
            kd=np.full((1, 12), 1.0),
            torque_limit=np.full((1, 12), 20.0),
            controls=np.zeros((2, 4, 12)),
        ),
    )


def test_tracking_of_linear_velocity(env):
    env.state.base_lin_vel_b[0] = 0.6, 0.1, 9.0  # the vertical part does not matter
    value = rewards.track_lin_vel_xy_exp(env, command_name=COMMAND, std=0.5)
    assert value == pytest.approx([np.exp(-0.16 / 0.25), 1.0])


def test_tracking_of_the_yaw_rate(env):
    env.state.base_ang_vel_b[:, 2] = 0.2, 0.5
    value = rewards.track_ang_vel_z_exp(env, command_name=COMMAND, std=0.5)
    assert value == pytest.approx([np.exp(-0.09 / 0.25), np.exp(-1.0)])


def test_base_motion_penalties(env):
    env.state.base_lin_vel_b[0] = 1.0, 2.0, -0.3
    env.state.base_ang_vel_b[0] = 0.3, -0.4, 7.0
    env.state.projected_gravity[0] = 0.6, 0.0, -0.8
    assert rewards.lin_vel_z_l2(env) == pytest.approx([0.09, 0.0])
    assert rewards.ang_vel_xy_l2(env) == pytest.approx([0.25, 0.0])
    assert rewards.flat_orientation_l2(env) == pytest.approx([0.36, 0.0])


def test_base_height_is_over_the_ground(env):
    assert rewards.base_height_l2(env, target_height=0.28) == pytest.approx([0.0009, 0.0009], rel=1e-3)


def test_joint_penalties(env):
    env.state.torques[0, :2] = 3.0, -4.0
    env.state.joint_vel[0, :2] = 2.0, 5.0
    env.state.joint_acc[0, 3] = 10.0
    assert rewards.joint_torques_l2(env) == pytest.approx([25.0, 0.0])
    assert rewards.joint_vel_l2(env) == pytest.approx([29.0, 0.0])
    assert rewards.joint_acc_l2(env) == pytest.approx([100.0, 0.0])
    assert rewards.joint_power(env) == pytest.approx([26.0, 0.0])


def test_joint_position_limits_count_only_the_excess(env):
    # The default runs from -0.5 to 0.6 in steps of 0.1: one joint is 0.1 too low, one 0.05 too high.
    assert rewards.joint_pos_limits(env) == pytest.approx([0.15, 0.15], abs=1e-5)


def test_deviation_from_the_default_pose(env):
    env.state.joint_pos[:, 4] += 0.2
    env.state.joint_pos[:, 5] -= 0.1
    assert rewards.joint_deviation_l1(env) == pytest.approx([0.3, 0.3], abs=1e-5)
    still = rewards.stand_still_joint_deviation_l1(env, command_name=COMMAND, command_threshold=0.1)
    assert still == pytest.approx([0.0, 0.3], abs=1e-5), "only while told to stand"


def test_torque_asked_for_beyond_the_limits(env):
    env.state.joint_pos[...] = 0.0
    env.robot.controls[0, -1, 0] = 1.0  # 25 Nm asked, 20 Nm there
    env.robot.controls[1, -1, 1] = -2.0
    assert rewards.applied_torque_limits(env) == pytest.approx([5.0, 30.0])


def test_action_terms(env):
    assert rewards.action_rate_l2(env) == pytest.approx([3.0, 0.5])
    assert rewards.action_l2(env) == pytest.approx([3.0, 0.0])


def test_termination_terms(env):
    assert rewards.is_terminated(env).tolist() == [True, False]
    assert rewards.is_alive(env).tolist() == [False, True]


def test_feet_air_time_pays_at_touchdown_and_only_on_the_move(env):
    sensor = env.contact_sensor
    sensor.last_air_time[...] = 0.5, 0.2, 0.7, 0.0
    sensor.first_contact[...] = True, True, False, False
    value = rewards.feet_air_time(env, command_name=COMMAND, sensor_cfg=FEET, threshold=0.3)
    assert value == pytest.approx([0.2 - 0.1, 0.0], abs=1e-6)


def test_undesired_contacts_count_bodies(env):
    env.contact_sensor.peak_force_sq[0, CONTACT_BODIES.index("FL_thigh")] = 1.1**2
    env.contact_sensor.peak_force_sq[0, CONTACT_BODIES.index("RR_thigh")] = 50.0**2
    env.contact_sensor.peak_force_sq[1, CONTACT_BODIES.index("FL_thigh")] = 0.9**2
    env.contact_sensor.peak_force_sq[1, CONTACT_BODIES.index("FL_foot")] = 90.0**2
    assert rewards.undesired_contacts(env, threshold=1.0, sensor_cfg=THIGHS).tolist() == [2, 0]
    assert terminations.illegal_contact(env, threshold=1.0, sensor_cfg=TRUNK).tolist() == [False, False]


def test_feet_slide_counts_only_feet_on_the_ground(env):
    env.state.feet_vel_w[0] = [[0.3, 0.4, 2.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.2, 0.0]]
    env.state.feet_contact[0] = True, False, True, True
    assert rewards.feet_slide(env, sensor_cfg=FEET) == pytest.approx([0.7, 0.0])


def test_gait_prefers_a_trot(env):
    pairs = (("FL_foot", "RR_foot"), ("FR_foot", "RL_foot"))
    arguments = {"command_name": COMMAND, "std": 0.1, "sensor_cfg": FEET, "synced_feet_pair_names": pairs}
    sensor = env.contact_sensor
    sensor.current_air_time[...] = 0.2, 0.0, 0.0, 0.2
    sensor.contact_time[...] = 0.0, 0.2, 0.2, 0.0
    assert rewards.feet_gait(env, **arguments) == pytest.approx([1.0, 0.0]), "zero while told to stand"

    sensor.current_air_time[...] = 0.2, 0.2, 0.0, 0.0  # a bound: each diagonal pair is split
    sensor.contact_time[...] = 0.0, 0.0, 0.2, 0.2
    assert rewards.feet_gait(env, **arguments)[0] == pytest.approx(np.exp(-8 * 0.04 / 0.1), rel=1e-4)


def sensor_row(feet: list[float]) -> np.ndarray:
    """(1, 4, columns) sensor output with these vertical foot forces in the last substep (N)."""
    row = np.zeros((1, 4, 3 * len(CONTACT_BODIES) + 12))
    row[0, -1, 2 : 3 * len(feet) : 3] = feet
    return row


def test_air_time_runs_from_lift_off_to_touchdown():
    state = RobotState(1, 38)
    sensor = ContactSensor(configuration()["scene"]["contact_forces"], 1, 4, 0.02)
    for forces in ([50.0] * 4, [0.0, 50.0, 50.0, 50.0], [0.5, 50.0, 50.0, 50.0]):
        sensor.update(sensor_row(forces), state)
        assert not sensor.first_contact.any()
    assert sensor.current_air_time[0] == pytest.approx([0.04, 0.0, 0.0, 0.0])

    sensor.update(sensor_row([50.0] * 4), state)
    assert sensor.first_contact[0].tolist() == [True, False, False, False]
    assert sensor.last_air_time[0, 0] == pytest.approx(0.06)
    assert sensor.contact_time[0] == pytest.approx([0.02, 0.08, 0.08, 0.08])


def test_reward_is_weight_times_value_times_step_time():
    cfg = configuration(num_envs=2)
    cfg["rewards"] = {
        "alive": {"func": "trotline_mujoco.mdp.rewards:is_alive", "params": {}, "weight": 3.0},
        "off": {"func": "trotline_mujoco.mdp.rewards:joint_power", "params": {}, "weight": 0.0},
        "absent": None,
    }
    import torch

    env = QuadEnv(cfg, threads=1)
    try:
        for _ in range(5):
            _, reward, _, _ = env.step(torch.zeros(2, 12))
        assert reward.tolist() == pytest.approx([0.06, 0.06])
        log = env.reward_manager.reset(np.array([0]))
        assert log == pytest.approx({"Episode_Reward/alive": 5 * 0.06 / 20.0, "Episode_Reward/off": 0.0})
        assert env.reward_manager.episode_sums[0].tolist() == pytest.approx([0.0, 0.3])
    finally:
        env.close()
