"""Robot, sensors and scene: a 13 kg quadruped of primitives with one PD actuator per joint."""

from __future__ import annotations

from typing import Any

from trotline_mujoco.tasks import terrain

NUM_ENVS = 128


def _robot() -> dict[str, Any]:
    return {
        "class_type": "trotline_mujoco.physics:Articulation",
        "prim_path": "/World/envs/env_.*/Robot",
        "spawn": {
            "func": "trotline_mujoco.model:spawn_quadruped",
            "activate_contact_sensors": True,
            "articulation_props": {"enabled_self_collisions": False},
        },
        "init_state": {
            "pos": (0.0, 0.0, 0.32),
            "rot": (1.0, 0.0, 0.0, 0.0),
            "lin_vel": (0.0, 0.0, 0.0),
            "ang_vel": (0.0, 0.0, 0.0),
            "joint_pos": {
                ".*L_hip_joint": 0.1,
                ".*R_hip_joint": -0.1,
                "F[L,R]_thigh_joint": 0.8,
                "R[L,R]_thigh_joint": 1.0,
                ".*_calf_joint": -1.5,
            },
            "joint_vel": {".*": 0.0},
        },
        "soft_joint_pos_limit_factor": 0.9,
        "actuators": {
            "legs": {
                "class_type": "trotline_mujoco.physics:ImplicitPdActuator",
                "joint_names_expr": [".*_hip_joint", ".*_thigh_joint", ".*_calf_joint"],
                "effort_limit": {"hip": 25.0, "thigh": 25.0, "calf": 35.0},
                "stiffness": 25.0,
                "damping": 1.0,
                "armature": 0.01,
                "friction": 0.0,
            }
        },
    }


def _height_scanner() -> dict[str, Any]:
    """An 11 x 7 grid of heights around the trunk, aligned with its yaw."""
    return {
        "class_type": "trotline_mujoco.env:HeightScanner",
        "prim_path": "/World/envs/env_.*/Robot/trunk",
        "update_period": 0.02,
        "offset": {"pos": (0.0, 0.0, 20.0), "rot": (1.0, 0.0, 0.0, 0.0)},
        "ray_alignment": "yaw",
        "pattern_cfg": {"resolution": 0.16, "size": (1.6, 1.0), "ordering": "xy"},
        "debug_vis": False,
        "mesh_prim_paths": ["/World/ground"],
    }


def build(rough: bool) -> dict[str, Any]:
    return {
        "num_envs": NUM_ENVS,
        "env_spacing": 2.5,
        "lazy_sensor_update": True,
        "replicate_physics": True,
        "filter_collisions": True,
        "robot": _robot(),
        "terrain": terrain.build(rough),
        "contact_forces": {
            "class_type": "trotline_mujoco.physics:ContactSensor",
            "prim_path": "/World/envs/env_.*/Robot/.*",
            "update_period": 0.005,
            "history_length": 4,
            "track_pose": False,
            "track_air_time": True,
            "force_threshold": 1.0,
            "debug_vis": False,
        },
        "height_scanner": _height_scanner() if rough else None,
    }
