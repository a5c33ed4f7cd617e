"""Event terms: `f(env, ids, **params)` changes robots or their state. Ranges are uniform, units are SI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mujoco
import numpy as np

from trotline_mujoco.model import CONTACT_BODIES, JOINT_NAMES, match_names

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv
    from trotline_mujoco.managers.terms import SceneEntity

AXES = ("x", "y", "z", "roll", "pitch", "yaw")


def _draw(ranges: dict[str, tuple[float, float]], n: int, rng: np.random.Generator) -> np.ndarray:
    """(n, 6) draws for the six axes; an absent axis is zero."""
    limits = np.array([ranges.get(axis, (0.0, 0.0)) for axis in AXES])
    return rng.uniform(limits[:, 0], limits[:, 1], (n, 6))


def _multiply(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Quaternion product, rows (w, x, y, z)."""
    w, x, y, z = a.T
    s, i, j, k = b.T
    return np.stack(
        [
            w * s - x * i - y * j - z * k,
            w * i + x * s + y * k - z * j,
            w * j - x * k + y * s + z * i,
            w * k + x * j - y * i + z * s,
        ],
        axis=1,
    )


def _from_euler(angles: np.ndarray) -> np.ndarray:
    """Quaternions (n, 4) of roll, pitch, yaw (n, 3; rad)."""
    result = np.tile(np.array([1.0, 0.0, 0.0, 0.0]), (len(angles), 1))
    for axis in (2, 1, 0):
        turn = np.zeros_like(result)
        turn[:, 0] = np.cos(angles[:, axis] / 2)
        turn[:, 1 + axis] = np.sin(angles[:, axis] / 2)
        result = _multiply(result, turn)
    return result


def reset_root_state_uniform(
    env: QuadEnv,
    ids: np.ndarray,
    pose_range: dict[str, tuple[float, float]],
    velocity_range: dict[str, tuple[float, float]],
    asset_cfg: SceneEntity | None = None,
) -> None:
    """Default root state at the environment's origin, moved and turned at random, with a random velocity."""
    del asset_cfg
    offset, velocity = _draw(pose_range, len(ids), env.rng), _draw(velocity_range, len(ids), env.rng)
    pose = np.tile(env.robot.default_root, (len(ids), 1))
    pose[:, :3] += env.terrain.env_origins[ids] + offset[:, :3]
    pose[:, 3:] = _multiply(pose[:, 3:], _from_euler(offset[:, 3:]))
    if env.terrain.heights is not None:
        # Rough ground may stand higher than the tile's middle under an offset robot.
        pose[:, 2] += 0.02
    env.robot.write_root(ids, pose, velocity)


def reset_joints_by_scale(
    env: QuadEnv,
    ids: np.ndarray,
    position_range: tuple[float, float],
    velocity_range: tuple[float, float],
    asset_cfg: SceneEntity | None = None,
) -> None:
    """Default joint positions and velocities times random factors, within the soft limits."""
    del asset_cfg
    robot, shape = env.robot, (len(ids), len(JOINT_NAMES))
    position = robot.default_joint_pos * env.rng.uniform(*position_range, shape)
    velocity = robot.default_joint_vel * env.rng.uniform(*velocity_range, shape)
    robot.write_joints(ids, np.clip(position, *robot.soft_limits), velocity)


def push_by_setting_velocity(
    env: QuadEnv,
    ids: np.ndarray,
    velocity_range: dict[str, tuple[float, float]],
    asset_cfg: SceneEntity | None = None,
) -> None:
    """Add a random velocity to the root."""
    del asset_cfg
    initial = env.robot.initial
    velocity = initial[ids, 20:26] + _draw(velocity_range, len(ids), env.rng)
    env.robot.write_root(ids, initial[ids, 1:8], velocity)
    env.state.derive()


def _startup_draw(env: QuadEnv, limits: tuple[float, float]) -> tuple[np.ndarray, bool]:
    """One draw per environment, and whether they are all equal."""
    low, high = limits
    return env.rng.uniform(low, high, env.num_envs), low == high


def randomize_rigid_body_material(
    env: QuadEnv, ids: np.ndarray, static_friction_range: tuple[float, float], **ignored: Any
) -> None:
    """Sliding friction of the feet and of everything else.

    MuJoCo has one friction coefficient and no restitution, so the dynamic and restitution ranges have no
    effect. The ground's own coefficient multiplies it when the terrain says so.
    """
    del ids, ignored
    material = env.cfg["scene"]["terrain"]["physics_material"]
    ground = material["static_friction"] if material["friction_combine_mode"] == "multiply" else 1.0
    friction, shared = _startup_draw(env, static_friction_range)

    def change(model: mujoco.MjModel, index: int) -> None:
        model.geom_friction[:, 0] = max(friction[index] * ground, 1e-3)

    env.robot.randomize(change, shared)


def randomize_rigid_body_mass(
    env: QuadEnv,
    ids: np.ndarray,
    mass_distribution_params: tuple[float, float],
    operation: str,
    asset_cfg: SceneEntity | None = None,
    **ignored: Any,
) -> None:
    """Add to, scale or set the mass of the trunk (kg); inertia scales with it."""
    del ids, ignored
    _require_trunk(asset_cfg)
    value, shared = _startup_draw(env, mass_distribution_params)
    if shared and value[0] == {"add": 0.0, "scale": 1.0}.get(operation):
        return

    def change(model: mujoco.MjModel, index: int) -> None:
        body = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_BODY, "trunk")
        mass = float(model.body_mass[body])
        target = {"add": mass + value[index], "scale": mass * value[index], "abs": value[index]}[operation]
        factor = max(target, 0.1) / mass
        model.body_mass[body] *= factor
        model.body_inertia[body] *= factor
        mujoco.mj_setConst(model, mujoco.MjData(model))

    env.robot.randomize(change, shared)


def _require_trunk(asset: SceneEntity | None) -> None:
    if asset is None:
        return
    names = np.array(CONTACT_BODIES)[asset.body_ids]
    if list(names) != ["trunk"]:
        raise ValueError(f"only the mass of the trunk can be randomized, got {list(names)}")


def randomize_actuator_strength(
    env: QuadEnv,
    ids: np.ndarray,
    strength_range: tuple[float, float],
    joint_names: str | list[str] = ".*",
) -> None:
    """Scale gains and torque limits of the named joints: a worn or a strong motor."""
    del ids
    joints = match_names(JOINT_NAMES, joint_names)
    strength, shared = _startup_draw(env, strength_range)
    if shared and strength[0] == 1.0:
        return

    def change(model: mujoco.MjModel, index: int) -> None:
        factor = strength[index]
        model.actuator_gainprm[joints, 0] *= factor
        model.actuator_biasprm[joints, 1:3] *= factor
        model.actuator_forcerange[joints] *= factor

    env.robot.randomize(change, shared)
