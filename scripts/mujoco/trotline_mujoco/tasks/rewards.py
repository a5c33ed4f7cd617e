"""Reward and termination terms.

Isaac Lab's meaning throughout: every term is `func * weight * step_dt`, `is_terminated` included. The weights
are the recipe that learns to trot on two CPU cores in 1.5 M steps; air time pays only at touchdown, so its
weight must be large for it to be felt beside the tracking terms.
"""

from __future__ import annotations

from typing import Any

from trotline_mujoco.tasks.entity import MDP, feet_sensor, scene_entity

COMMAND = "base_velocity"


def _term(func: str, weight: float, **params: Any) -> dict[str, Any]:
    return {"func": f"{MDP}.rewards:{func}", "params": params, "weight": weight}


def build_rewards() -> dict[str, Any]:
    thigh_sensor = scene_entity("contact_forces", body_names=".*_thigh")
    return {
        "track_lin_vel_xy_exp": _term("track_lin_vel_xy_exp", 4.0, command_name=COMMAND, std=0.5),
        "track_ang_vel_z_exp": _term("track_ang_vel_z_exp", 2.0, command_name=COMMAND, std=0.5),
        "lin_vel_z_l2": _term("lin_vel_z_l2", -2.0),
        "ang_vel_xy_l2": _term("ang_vel_xy_l2", -0.05),
        "dof_torques_l2": _term("joint_torques_l2", -2.0e-4),
        "dof_acc_l2": _term("joint_acc_l2", -2.5e-7),
        "action_rate_l2": _term("action_rate_l2", -0.02),
        "feet_air_time": _term(
            "feet_air_time", 8.0, sensor_cfg=feet_sensor(), command_name=COMMAND, threshold=0.3
        ),
        "undesired_contacts": _term("undesired_contacts", -1.0, sensor_cfg=thigh_sensor, threshold=1.0),
        "flat_orientation_l2": _term("flat_orientation_l2", -2.5),
        "dof_pos_limits": _term("joint_pos_limits", 0.0),
        "termination_penalty": _term("is_terminated", -200.0),
        "stand_still": _term(
            "stand_still_joint_deviation_l1", 0.0, command_name=COMMAND, command_threshold=0.1
        ),
        "base_height_l2": _term("base_height_l2", 0.0, target_height=0.28),
        "feet_slide": _term(
            "feet_slide",
            0.0,
            sensor_cfg=feet_sensor(),
            asset_cfg=scene_entity("robot", body_names=".*_foot"),
        ),
        "joint_power": _term("joint_power", 0.0),
        "joint_deviation_l1": _term("joint_deviation_l1", 0.0),
        "feet_gait": _term(
            "feet_gait",
            0.0,
            sensor_cfg=feet_sensor(),
            command_name=COMMAND,
            std=0.1,
            command_threshold=0.1,
            synced_feet_pair_names=(("FL_foot", "RR_foot"), ("FR_foot", "RL_foot")),
        ),
    }


def build_terminations(rough: bool) -> dict[str, Any]:
    trunk = scene_entity("contact_forces", body_names="trunk")
    out_of_bounds = {
        "func": f"{MDP}.terminations:terrain_out_of_bounds",
        "params": {"asset_cfg": scene_entity("robot"), "distance_buffer": 1.0},
        "time_out": True,
    }
    return {
        "time_out": {"func": f"{MDP}.terminations:time_out", "params": {}, "time_out": True},
        "base_contact": {
            "func": f"{MDP}.terminations:illegal_contact",
            "params": {"sensor_cfg": trunk, "threshold": 1.0},
            "time_out": False,
        },
        "terrain_out_of_bounds": out_of_bounds if rough else None,
    }
