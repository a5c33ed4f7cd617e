"""Terrain section: a plane, or a generator with Isaac Lab's sub-terrain names for a small robot."""

from __future__ import annotations

from typing import Any

SIZE = (6.0, 6.0)
_FUNCTIONS = "trotline_mujoco.terrain"


def _physics_material() -> dict[str, Any]:
    return {
        "static_friction": 1.0,
        "dynamic_friction": 1.0,
        "restitution": 0.0,
        "friction_combine_mode": "multiply",
        "restitution_combine_mode": "multiply",
    }


def _sub_terrain(function: str, proportion: float, **params: Any) -> dict[str, Any]:
    head = {"function": f"{_FUNCTIONS}:{function}", "proportion": proportion, "size": SIZE}
    return {**head, "flat_patch_sampling": None, **params}


def _height_field(function: str, proportion: float, **params: Any) -> dict[str, Any]:
    grid = {
        "border_width": 0.25,
        "horizontal_scale": 0.1,
        "vertical_scale": 0.005,
        "slope_threshold": 0.75,
    }
    return _sub_terrain(function, proportion, **grid, **params)


def _sub_terrains() -> dict[str, Any]:
    stairs = {
        "border_width": 0.5,
        "step_height_range": (0.02, 0.14),
        "step_width": 0.3,
        "platform_width": 1.5,
        "holes": False,
    }
    slope = {"slope_range": (0.0, 0.4), "platform_width": 1.5}
    return {
        "pyramid_stairs": _sub_terrain("pyramid_stairs_terrain", 0.2, **stairs),
        "pyramid_stairs_inv": _sub_terrain("inverted_pyramid_stairs_terrain", 0.2, **stairs),
        "boxes": _sub_terrain(
            "random_grid_terrain",
            0.2,
            grid_width=0.45,
            grid_height_range=(0.02, 0.1),
            platform_width=1.5,
            holes=False,
        ),
        "random_rough": _height_field(
            "random_uniform_terrain", 0.2, noise_range=(0.01, 0.06), noise_step=0.01, downsampled_scale=0.2
        ),
        "hf_pyramid_slope": _height_field("pyramid_sloped_terrain", 0.1, **slope, inverted=False),
        "hf_pyramid_slope_inv": _height_field("pyramid_sloped_terrain", 0.1, **slope, inverted=True),
    }


def build(rough: bool) -> dict[str, Any]:
    """The `scene.terrain` section; 8 difficulty rows by 12 type columns when rough."""
    generator = {
        "seed": None,
        "curriculum": True,
        "size": SIZE,
        "border_width": 6.0,
        "border_height": 1.0,
        "num_rows": 8,
        "num_cols": 12,
        "color_scheme": "none",
        "horizontal_scale": 0.1,
        "vertical_scale": 0.005,
        "slope_threshold": 0.75,
        "sub_terrains": _sub_terrains(),
        "difficulty_range": (0.0, 1.0),
        "use_cache": False,
    }
    return {
        "class_type": "trotline_mujoco.terrain:TerrainImporter",
        "collision_group": -1,
        "prim_path": "/World/ground",
        "terrain_type": "generator" if rough else "plane",
        "terrain_generator": generator if rough else None,
        "physics_material": _physics_material(),
        "max_init_terrain_level": 2,
        "debug_vis": False,
    }
