"""The formulas behind the logged values."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from simulation import configuration

from trotline_mujoco.env import QuadEnv
from trotline_mujoco.runner import TrainingEnv


@pytest.fixture
def env():
    env = QuadEnv(configuration(num_envs=2), threads=1)
    yield env
    env.close()


def test_velocity_errors_in_isaacs_units_and_in_metres_per_second(env):
    term = env.command_manager.terms["base_velocity"]
    env.command[...] = [[1.0, 0.0, 0.5], [0.0, 0.0, 0.0]]
    for speed in (0.4, 0.8):
        env.state.base_lin_vel_b[0] = speed, 0.0, 0.0
        env.state.base_ang_vel_b[0, 2] = 0.2
        term.measure()
    metrics = term.reset(np.array([0]))

    assert metrics["mean_error_vel_xy"] == pytest.approx(0.4)  # (0.6 + 0.2) / 2
    assert metrics["mean_error_vel_yaw"] == pytest.approx(0.3)
    assert metrics["error_vel_xy"] == pytest.approx(0.8 / 200)  # a resampling period of 4 s has 200 steps
    assert metrics["error_vel_yaw"] == pytest.approx(0.6 / 200)
    assert term.reset(np.array([0]))["error_vel_xy"] == 0.0, "the sums start anew"


def test_commands_stay_in_range_and_are_drawn_anew_every_period(env):
    term = env.command_manager.terms["base_velocity"]
    seen = [term.command.copy()]
    for _ in range(401):
        term.compute(0.02)
        seen.append(term.command.copy())
    commands = np.array(seen)
    assert (np.abs(commands) <= [1.0, 0.5, 1.0]).all()
    shortest, longest = env.cfg["commands"]["base_velocity"]["resampling_time_range"]
    changes = np.flatnonzero(np.diff(commands[:, 0, 0]))
    periods = np.diff(changes) * 0.02
    assert 401 * 0.02 / longest - 1 <= len(changes) <= 401 * 0.02 / shortest
    assert (periods >= shortest - 0.03).all() and (periods <= longest + 0.03).all()


def test_heading_becomes_a_clipped_yaw_rate_the_short_way_round(env):
    term = env.command_manager.terms["base_velocity"]
    term.time_left[:] = 10.0
    term.is_standing[:] = False
    term.heading_target[:] = 3.0, 0.4
    env.state.heading[:] = -3.0, 0.0
    term.compute(0.02)
    assert term.command[:, 2] == pytest.approx([0.5 * (6.0 - 2 * np.pi), 0.2], abs=1e-5)


def test_policy_metrics_average_over_steps_contacts_and_commands(env):
    metrics = env.policy_metrics
    env.command[...] = [[0.8, 0.6, 0.0], [0.0, 0.0, 0.0]]
    env.state.base_lin_vel_b[...] = [[0.5, 0.0, 0.0], [0.0, 0.0, 0.0]]
    env.state.feet_vel_w[0] = [[0.3, 0.4, 9.0], [1.0, 1.0, 0.0], [0.0, 0.1, 0.0], [0.0, 0.0, 0.0]]
    env.state.feet_contact[...] = [[True, False, True, False], [False] * 4]
    env.action_rate_sq[:] = 2.0, 0.0
    metrics.measure()
    env.action_rate_sq[:] = 4.0, 0.0
    metrics.measure()
    log = metrics.reset(np.array([0]))
    assert log == pytest.approx(
        {
            "Metrics/policy/action_rate": 3.0,
            "Metrics/policy/foot_slip": 0.3,
            "Metrics/policy/speed_ratio": 0.5,
        }
    )


def test_termination_shares_are_over_all_environments(env):
    manager = env.termination_manager
    manager.term_dones[...] = [[True, False], [False, False]]
    assert manager.reset(np.array([0])) == pytest.approx(
        {"Episode_Termination/time_out": 0.5, "Episode_Termination/base_contact": 0.0}
    )
    manager.term_dones[...] = [[False, False], [True, True]]
    assert manager.reset(np.array([1])) == pytest.approx(
        {"Episode_Termination/time_out": 0.5, "Episode_Termination/base_contact": 0.5}
    )


def test_a_full_episode_times_out_and_logs_every_family(env):
    env.episode_length[0] = env.max_episode_length - 1
    _, _, dones, extras = env.step(torch.zeros(2, 12))
    assert dones.tolist() == [1, 0] and extras["time_outs"].tolist() == [True, False]
    families = {key.split("/")[0] for key in extras["log"]}
    assert families == {"Episode_Reward", "Metrics", "Episode_Termination"}
    assert extras["log"]["Episode_Termination/time_out"] == 0.5
    _, _, _, again = env.step(torch.zeros(2, 12))
    assert again["log"] is extras["log"], "as in Isaac Lab, the last log stays until the next reset"


def test_the_training_env_hands_over_the_mean_log_once_per_iteration(env):
    wrapped = TrainingEnv(env, steps_per_iteration=3, clip_actions=None, hooks=None)
    given = iter(
        [{"time_outs": 0}, {"time_outs": 0, "log": {"a/b": 1.0}}, {"time_outs": 0, "log": {"a/b": 4.0}}]
    )
    env.step = lambda actions: (None, None, None, next(given))
    outs = [wrapped.step(None)[3] for _ in range(3)]
    assert "log" not in outs[0] and "log" not in outs[1]
    assert outs[2]["log"] == {"a/b": 2.5}
    assert wrapped.iteration == 1


def test_observation_order_noise_and_scale():
    cfg = configuration(num_envs=64)
    quiet = QuadEnv(cfg, threads=1)
    cfg["observations"]["policy"]["enable_corruption"] = True
    noisy = QuadEnv(cfg, threads=1)
    try:
        row = quiet.get_observations()["policy"].numpy()
        assert row.shape == (64, 48)
        assert row[:, 6:9] == pytest.approx(quiet.state.projected_gravity)
        assert row[:, 9:12] == pytest.approx(quiet.command)
        spread = noisy.get_observations()["policy"].numpy()
        assert 0.15 < np.abs(spread[:, 0:3]).max() <= 0.2  # +-0.1 m/s times scale 2
        assert 0.06 < np.abs(spread[:, 24:36]).max() <= 0.075  # +-1.5 rad/s times scale 0.05
        assert (spread[:, 36:] == 0).all(), "actions carry no noise"
    finally:
        quiet.close()
        noisy.close()


def test_the_previous_observation_survives_the_next_step(env):
    first = env.get_observations()["policy"]
    kept = first.clone()
    env.step(torch.ones(2, 12))
    assert torch.equal(first, kept)
