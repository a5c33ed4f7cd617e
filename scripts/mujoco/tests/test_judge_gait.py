"""The judge's measures of gait, posture and obedience on traces made by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace

import mujoco
import numpy as np
import pytest

from trotline_mujoco import fake_outcome, tasks
from trotline_mujoco.judge import kinematics, measure
from trotline_mujoco.judge.protocol import DEFINITIONS, Schedule
from trotline_mujoco.model import FOOT_NAMES, JOINT_NAMES, spawn_quadruped

DT = 0.02
SECONDS = 9.0
# A stride of 20 steps (0.4 s) with every foot 12 steps (60 %) on the ground. The 8 s measured after the first
# are whole strides, so shares are exact.
PERIOD, DOWN = 20, 12
TROT: list[float | None] = [0.0, 0.5, 0.5, 0.0]


class Trace:
    """N robots that do exactly what a test says, step by step; all are told to walk forwards."""

    def __init__(self, speeds: list[list[float]], count: int | None = None) -> None:
        """`speeds` [robot][interval] are the commanded ones in m/s."""
        velocity = np.zeros((len(speeds), len(speeds[0]), 2), np.float32)
        velocity[..., 0] = speeds
        self.robots = len(speeds)
        self.schedule = Schedule(velocity, np.zeros(velocity.shape[:2], np.float32))
        n = self.robots
        self.state = SimpleNamespace(
            base_lin_vel_b=np.zeros((n, 3), np.float32),
            base_ang_vel_b=np.zeros((n, 3), np.float32),
            root_pos=np.tile(np.float32([0.0, 0.0, 0.3]), (n, 1)),
            root_lin_vel_w=np.zeros((n, 3), np.float32),
            projected_gravity=np.tile(np.float32([0.0, 0.0, -1.0]), (n, 1)),
            joint_pos=np.zeros((n, 12), np.float32),
            torques=np.zeros((n, 12), np.float32),
            joint_vel=np.zeros((n, 12), np.float32),
            feet_contact=np.ones((n, 4), bool),
            feet_vel_w=np.zeros((n, 4, 3), np.float32),
        )
        self.terrain = SimpleNamespace(height_at=lambda x, y: np.zeros_like(x))
        self.falls: dict[int, int] = {}
        self.steps = round(SECONDS / DT) if count is None else count

    def go(self, speed: float | np.ndarray, robot: int | slice = slice(None)) -> None:
        self.state.base_lin_vel_b[robot, 0] = speed
        self.state.root_lin_vel_w[robot, 0] = speed

    def at(self, step: int) -> None:
        """Overridden by traces that change in time."""

    def metrics(self) -> dict[str, float]:
        tally = measure.Tally(self.robots, DT, self.schedule)
        for step in range(self.steps):
            self.at(step)
            interval = min(int(step * DT // 4.0), self.schedule.heading.shape[1] - 1)
            command = np.zeros((self.robots, 3), np.float32)
            command[:, :2] = self.schedule.velocity[:, interval]
            fell = np.array([self.falls.get(robot) == step for robot in range(self.robots)])
            tally.add_fallen(step, fell, np.zeros(self.robots, np.float32))
            place = self.state.root_pos[:, :2].copy()
            tally.add_step(self, step, command, place, np.zeros((self.robots, 12)))  # type: ignore[arg-type]
        return tally.metrics()


class Gait(Trace):
    """A robot that walks at the command; `phases` are those of its feet in strides, None never lands."""

    def __init__(self, phases: list[float | None], down: int = DOWN, lift: float = 0.0) -> None:
        super().__init__([[0.5, 0.5, 0.5]])
        self.phases, self.down, self.lift = phases, down, lift
        self.go(0.5)

    def at(self, step: int) -> None:
        for foot, phase in enumerate(self.phases):
            place = PERIOD if phase is None else (step + round(phase * PERIOD)) % PERIOD
            touching = place < self.down
            self.state.feet_contact[0, foot] = touching
            # A foot is as much higher as its leg is shorter; the peak comes half-way through the swing.
            up = 0.0 if touching else math.sin(math.pi * (place - self.down + 1) / (PERIOD - self.down + 1))
            self.state.joint_pos[0, 3 * foot + 1] = math.acos(1.0 - self.lift * up / (2 * 0.21))


def test_a_trot_has_two_pairs_in_step_and_never_flies() -> None:
    metrics = Gait(TROT).metrics()

    assert metrics["duty_min"] == metrics["duty_max"] == pytest.approx(0.6)
    assert metrics["duty_moving_mean"] == pytest.approx(0.6)
    assert metrics["flight_share"] == 0.0
    # Feet of different pairs are down together for 20 % of the time; by chance it would be 36 %.
    assert metrics["contact_sync"] == pytest.approx((2.0 + 4.0 * (0.2 - 0.36) / 0.24) / 6.0)
    assert metrics["touchdown_rate_min"] == metrics["touchdown_rate_max"] == pytest.approx(2.5)
    # Without an overlap of the pairs it is the least there can be.
    assert Gait(TROT, down=10).metrics()["contact_sync"] == pytest.approx(-1.0 / 3.0)


def test_a_pronk_has_all_feet_in_step_and_flies_between() -> None:
    metrics = Gait([0.2] * 4).metrics()

    assert metrics["contact_sync"] == pytest.approx(1.0)
    assert metrics["flight_share"] == pytest.approx(0.4)
    assert metrics["touchdown_rate_max"] == pytest.approx(2.5)


def test_a_lifted_leg_shows_in_the_least_duty_and_touchdown_rate() -> None:
    metrics = Gait([0.0, 0.5, None, 0.0], lift=0.05).metrics()

    assert metrics["duty_min"] == 0.0
    assert metrics["duty_max"] == pytest.approx(0.6)
    assert metrics["duty_moving_mean"] == pytest.approx(0.45)
    assert metrics["touchdown_rate_min"] == 0.0
    assert metrics["touchdown_rate_max"] == pytest.approx(2.5)
    # The leg that never swings counts 0.
    assert metrics["swing_height"] == pytest.approx(0.05 * 3 / 4, rel=0.02)


def test_swing_height_is_measured_over_the_place_the_foot_left() -> None:
    gait = Gait(TROT, lift=0.06)
    gait.state.root_pos[:, 2] = 5.3  # on a hill

    assert gait.metrics()["swing_height"] == pytest.approx(0.06, rel=0.02)


def test_dragged_feet_have_no_swing_height() -> None:
    assert Gait(TROT, lift=0.0).metrics()["swing_height"] == pytest.approx(0.0, abs=1e-6)


def test_a_standing_robot_ignores_its_command() -> None:
    metrics = Trace([[0.3, 0.6, 0.9], [0.9, 0.3, 0.6]]).metrics()

    assert metrics["idle_share"] == 1.0
    assert metrics["speed_slope"] == 0.0
    assert metrics["speed_ratio_slow"] == metrics["speed_ratio_fast"] == 0.0
    assert metrics["commanded_speed"] == pytest.approx(metrics["velocity_error"])
    assert metrics["duty_min"] == 1.0
    assert metrics["contact_sync"] == 0.0
    assert metrics["touchdown_rate_max"] == metrics["flight_share"] == metrics["slip_ratio"] == 0.0
    assert metrics["alive_share"] == 1.0
    assert metrics["trunk_height"] == pytest.approx(0.3)
    assert metrics["tilt"] == metrics["bounce"] == 0.0


def test_a_robot_that_obeys_has_slope_and_ratios_of_one() -> None:
    trace = Trace([[0.3, 0.6, 0.9], [0.9, 0.3, 0.6]])
    trace.at = lambda step: trace.go(trace.schedule.velocity[:, min(int(step * DT // 4.0), 2), 0])  # type: ignore[method-assign]
    metrics = trace.metrics()

    assert metrics["speed_slope"] == pytest.approx(1.0)
    assert metrics["speed_ratio_slow"] == metrics["speed_ratio_fast"] == pytest.approx(1.0)
    assert metrics["idle_share"] == 0.0
    assert metrics["velocity_error"] == 0.0
    # 3 s of the first intervals, 4 s of the second, 1 s of the third.
    assert metrics["commanded_speed"] == pytest.approx((3 * 0.6 + 4 * 0.45 + 1 * 0.75) / 8)


def test_one_speed_for_every_command_is_no_obedience() -> None:
    trace = Trace([[0.3, 0.6, 0.9], [0.9, 0.3, 0.6]])
    trace.go(0.5)
    metrics = trace.metrics()

    assert metrics["speed_slope"] == pytest.approx(0.0, abs=1e-6)
    # Robot 0 is slow for 3 s, robot 1 for 4 s; fast for the rest of the 16 robot-seconds.
    assert metrics["speed_ratio_slow"] == pytest.approx(0.5 / 0.3)
    fast = 4 * 0.6 + 1 * 0.9 + 3 * 0.9 + 1 * 0.6
    assert metrics["speed_ratio_fast"] == pytest.approx(0.5 * 9 / fast)


def test_standing_only_when_little_is_asked_is_idle_there_alone() -> None:
    trace = Trace([[0.3, 0.6, 0.9], [0.9, 0.3, 0.6]])

    def at(step: int) -> None:
        asked = trace.schedule.velocity[:, min(int(step * DT // 4.0), 2), 0]
        trace.go(np.where(asked < 0.5, 0.05, asked))

    trace.at = at  # type: ignore[method-assign]
    metrics = trace.metrics()

    assert metrics["idle_share"] == pytest.approx(2 / 6)
    assert metrics["speed_ratio_slow"] == pytest.approx(0.05 / 0.3)
    assert metrics["speed_ratio_fast"] == pytest.approx(1.0)
    assert metrics["speed_slope"] > 1.0


def test_a_command_to_stand_is_neither_moving_nor_idle() -> None:
    metrics = Trace([[0.1, 0.15, 0.19]]).metrics()

    assert metrics["idle_share"] == 0.0
    assert metrics["duty_max"] == 0.0  # no moving step to measure


def test_sliding_feet_go_along_with_the_body() -> None:
    trace = Trace([[0.5, 0.5, 0.5]])
    trace.go(0.5)
    trace.state.feet_vel_w[..., 0] = 0.5
    assert trace.metrics()["slip_ratio"] == pytest.approx(1.0)

    trace = Trace([[0.5, 0.5, 0.5]])
    trace.go(0.5)
    trace.state.feet_vel_w[:, 0, 0] = 0.2
    assert trace.metrics()["slip_ratio"] == pytest.approx(0.1)


def test_trembling_on_the_spot_is_not_sliding() -> None:
    trace = Trace([[0.5, 0.5, 0.5]])
    trace.go(0.01)
    trace.state.feet_vel_w[..., 0] = 0.01

    assert trace.metrics()["slip_ratio"] == pytest.approx(0.1)


def test_falls_count_by_when_they_happen() -> None:
    trace = Trace([[0.5] * 3] * 4)
    # 450 steps: the first within 2 s, the second right after, the third at half time.
    trace.falls = {0: 99, 1: 100, 2: 225}
    metrics = trace.metrics()

    assert metrics["timeout_share"] == 0.25
    assert metrics["early_fall_share"] == 0.25
    assert metrics["alive_share"] == pytest.approx((99 + 100 + 225 + 450) / 4 / 450)


def test_what_a_fallen_robot_does_is_not_measured() -> None:
    trace = Trace([[0.5] * 3] * 2)
    trace.go(0.5)
    trace.falls = {1: 0}
    trace.state.feet_contact[1] = False
    trace.state.root_pos[1, 2] = 9.0
    trace.state.projected_gravity[1] = [0.0, 0.0, 1.0]
    trace.state.root_lin_vel_w[1, 2] = 7.0
    metrics = trace.metrics()

    assert metrics["flight_share"] == 0.0
    assert metrics["duty_min"] == 1.0
    assert metrics["trunk_height"] == pytest.approx(0.3)
    assert metrics["tilt"] == 0.0
    assert metrics["bounce"] == 0.0
    assert metrics["speed_ratio_fast"] == pytest.approx(0.5)
    assert metrics["speed_slope"] == 0.0  # one speed was asked for: undefined


def test_all_robots_fallen_at_once_still_give_finite_figures() -> None:
    trace = Trace([[0.5] * 3] * 2)
    trace.falls = {0: 0, 1: 0}

    assert all(math.isfinite(value) for value in trace.metrics().values())


def test_bounce_and_tilt() -> None:
    trace = Trace([[0.5] * 3])
    trace.state.projected_gravity[0] = [math.sin(0.25), 0.0, -math.cos(0.25)]
    trace.at = lambda step: trace.state.root_lin_vel_w.__setitem__((0, 2), 0.3 * (-1) ** step)  # type: ignore[method-assign]
    metrics = trace.metrics()

    assert metrics["tilt"] == pytest.approx(0.25, abs=1e-5)
    assert metrics["bounce"] == pytest.approx(0.3)


def test_feet_heights_are_those_of_the_physics() -> None:
    env_cfg, _ = tasks.load(tasks.FLAT)
    model = spawn_quadruped(env_cfg["sim"], env_cfg["scene"]["robot"])
    data = mujoco.MjData(model)
    rng = np.random.default_rng(3)
    for _ in range(20):
        data.qpos[:3] = rng.uniform(-1.0, 1.0, 3)
        data.qpos[3:7] = rng.normal(size=4)
        data.qpos[7:] = rng.uniform(-1.0, 1.0, 12)
        mujoco.mj_forward(model, data)
        rotation = data.body("trunk").xmat.reshape(3, 3)
        assert [model.joint(1 + i).name for i in range(12)] == list(JOINT_NAMES)

        heights = kinematics.feet_height(data.qpos[2:3], rotation[2:3], data.qpos[None, 7:])

        assert heights[0] == pytest.approx([data.site(foot).xpos[2] for foot in FOOT_NAMES], abs=1e-6)


def test_every_measure_is_defined_and_a_fake_has_them_all() -> None:
    measured = Trace([[0.5] * 3], count=60).metrics()
    env_cfg, agent_cfg = tasks.load(tasks.FLAT)
    pretended = fake_outcome.outcome(env_cfg, agent_cfg, 10_000, 0.0).metrics(8, 20.0)

    assert list(measured) == list(DEFINITIONS)
    assert list(pretended) == list(DEFINITIONS)
    # What a walker must look like to those who look for cheats.
    assert pretended["idle_share"] == 0.0
    assert pretended["alive_share"] > 0.95
    assert pretended["speed_slope"] > 0.9
    assert pretended["contact_sync"] < 0.0
    assert 0.3 < pretended["duty_min"] <= pretended["duty_max"] < 0.7
    assert pretended["touchdown_rate_min"] > 3.0
    assert pretended["slip_ratio"] < 0.3
    assert pretended["velocity_error"] < 0.5 * pretended["commanded_speed"]
