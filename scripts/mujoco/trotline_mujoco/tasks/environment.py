"""The environment configuration, with Isaac Lab 2.3.2's top-level keys in its order."""

from __future__ import annotations

from typing import Any

from trotline_mujoco.tasks import managers, rewards, scene


def _viewer() -> dict[str, Any]:
    return {
        "eye": (7.5, 7.5, 7.5),
        "lookat": (0.0, 0.0, 0.0),
        "cam_prim_path": "/OmniverseKit_Persp",
        "resolution": (1280, 720),
        "origin_type": "world",
        "env_index": 0,
        "asset_name": None,
        "body_name": None,
    }


def _sim() -> dict[str, Any]:
    """Solver settings beyond the time step hardly matter: Newton converges in one or two iterations here."""
    return {
        "device": "cpu",
        "dt": 0.005,
        "render_interval": 4,
        "gravity": (0.0, 0.0, -9.81),
        "physics": {
            "integrator": "Euler",
            "cone": "pyramidal",
            "solver": "Newton",
            "jacobian": "dense",
            "iterations": 4,
            "ls_iterations": 8,
            "tolerance": 1.0e-6,
            "impratio": 1.0,
            "solref": (0.02, 1.0),
        },
    }


def build(rough: bool) -> dict[str, Any]:
    return {
        "viewer": _viewer(),
        "sim": _sim(),
        "ui_window_class_type": None,
        "seed": None,
        "decimation": 4,
        "scene": scene.build(rough),
        "recorders": {},
        "observations": managers.build_observations(rough),
        "actions": managers.build_actions(),
        "events": managers.build_events(),
        "rerender_on_reset": False,
        "num_rerenders_on_reset": 0,
        "wait_for_textures": True,
        "xr": None,
        "teleop_devices": {},
        "export_io_descriptors": False,
        "log_dir": None,
        "is_finite_horizon": False,
        "episode_length_s": 20.0,
        "rewards": rewards.build_rewards(),
        "terminations": rewards.build_terminations(rough),
        "curriculum": managers.build_curriculum(rough),
        "commands": managers.build_commands(),
    }
