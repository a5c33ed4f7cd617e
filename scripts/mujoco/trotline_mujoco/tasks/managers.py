"""Observations, actions, events, commands and curriculum."""

from __future__ import annotations

import math
from typing import Any

from trotline_mujoco.tasks.entity import MDP, scene_entity


def _noise(bound: float) -> dict[str, Any]:
    return {"func": f"{MDP}.noise:uniform_noise", "operation": "add", "n_min": -bound, "n_max": bound}


def _observation(
    func: str,
    noise: float | None = None,
    clip: tuple[float, float] | None = None,
    scale: float | None = None,
    **params: Any,
) -> dict[str, Any]:
    """One term; noise, then clip, then scale, as in Isaac Lab."""
    return {
        "func": f"{MDP}.observations:{func}",
        "params": params,
        "modifiers": None,
        "noise": None if noise is None else _noise(noise),
        "clip": clip,
        "scale": scale,
        "history_length": 0,
        "flatten_history_dim": True,
    }


def build_observations(rough: bool) -> dict[str, Any]:
    """The policy group; the scales bring every channel to order one, without which PPO stalls here."""
    scan = None
    if rough:
        scanner = scene_entity("height_scanner")
        scan = _observation("height_scan", noise=0.1, clip=(-1.0, 1.0), sensor_cfg=scanner, offset=0.3)
    return {
        "policy": {
            "concatenate_terms": True,
            "concatenate_dim": -1,
            "enable_corruption": True,
            "history_length": None,
            "flatten_history_dim": True,
            "base_lin_vel": _observation("base_lin_vel", noise=0.1, scale=2.0),
            "base_ang_vel": _observation("base_ang_vel", noise=0.2, scale=0.25),
            "projected_gravity": _observation("projected_gravity", noise=0.05),
            "velocity_commands": _observation("generated_commands", command_name="base_velocity"),
            "joint_pos": _observation("joint_pos_rel", noise=0.01),
            "joint_vel": _observation("joint_vel_rel", noise=1.5, scale=0.05),
            "actions": _observation("last_action"),
            "height_scan": scan,
        }
    }


def build_actions() -> dict[str, Any]:
    return {
        "joint_pos": {
            "class_type": f"{MDP}.actions:JointPositionAction",
            "asset_name": "robot",
            "debug_vis": False,
            "clip": None,
            "joint_names": [".*"],
            "scale": 0.5,
            "offset": 0.0,
            "preserve_order": False,
            "use_default_offset": True,
        }
    }


def _event(func: str, mode: str, **params: Any) -> dict[str, Any]:
    return {
        "func": f"{MDP}.events:{func}",
        "params": params,
        "mode": mode,
        "interval_range_s": None,
        "is_global_time": False,
        "min_step_count_between_reset": 0,
    }


def build_events() -> dict[str, Any]:
    """No randomisation by default: ranges of width zero, so that an override can open each of them."""
    still = dict.fromkeys(("x", "y", "z", "roll", "pitch", "yaw"), (0.0, 0.0))
    return {
        "physics_material": _event(
            "randomize_rigid_body_material",
            "startup",
            asset_cfg=scene_entity("robot", body_names=".*"),
            static_friction_range=(0.8, 0.8),
            dynamic_friction_range=(0.8, 0.8),
            restitution_range=(0.0, 0.0),
            num_buckets=64,
        ),
        "add_base_mass": _event(
            "randomize_rigid_body_mass",
            "startup",
            asset_cfg=scene_entity("robot", body_names="trunk"),
            mass_distribution_params=(0.0, 0.0),
            operation="add",
        ),
        "actuator_strength": _event(
            "randomize_actuator_strength", "startup", joint_names=".*", strength_range=(1.0, 1.0)
        ),
        "base_com": None,
        "reset_base": _event(
            "reset_root_state_uniform",
            "reset",
            pose_range={"x": (-0.5, 0.5), "y": (-0.5, 0.5), "yaw": (-3.14, 3.14)},
            velocity_range=still,
        ),
        "reset_robot_joints": _event(
            "reset_joints_by_scale", "reset", position_range=(1.0, 1.0), velocity_range=(0.0, 0.0)
        ),
        "push_robot": None,
    }


def build_commands() -> dict[str, Any]:
    return {
        "base_velocity": {
            "class_type": f"{MDP}.commands:UniformVelocityCommand",
            "resampling_time_range": (1.0, 4.0),
            "debug_vis": False,
            "asset_name": "robot",
            "heading_command": True,
            "heading_control_stiffness": 0.5,
            "rel_standing_envs": 0.02,
            "rel_heading_envs": 1.0,
            "ranges": {
                "lin_vel_x": (-1.0, 1.0),
                "lin_vel_y": (-0.5, 0.5),
                "ang_vel_z": (-1.0, 1.0),
                "heading": (-math.pi, math.pi),
            },
        }
    }


def build_curriculum(rough: bool) -> dict[str, Any]:
    levels = {"func": f"{MDP}.curriculums:terrain_levels_vel", "params": {}}
    return {"terrain_levels": levels if rough else None}
