from __future__ import annotations

import mujoco
import numpy as np
import pytest
from simulation import ROUGH, configuration, small_terrain, stand

from trotline_mujoco import terrain
from trotline_mujoco.env import QuadEnv
from trotline_mujoco.mdp import curriculums

GRID = {"size": (6.0, 6.0), "horizontal_scale": 0.1, "vertical_scale": 0.005}
STAIRS = {
    **GRID,
    "step_height_range": (0.05, 0.15),
    "step_width": 0.3,
    "platform_width": 1.5,
    "border_width": 0.5,
}
RNG = np.random.default_rng(0)


def test_stairs_fall_from_the_platform_in_equal_steps():
    heights = terrain.pyramid_stairs_terrain(0.5, STAIRS, RNG)
    assert heights.shape == (60, 60)
    assert heights[0, 0] == 0.0 and heights[30, 30] == heights.max()
    levels = np.unique(heights.round(6))
    assert np.diff(levels) == pytest.approx(np.full(len(levels) - 1, 0.10))
    # 1.75 m from platform edge to border hold five steps of 0.3 m.
    assert heights.max() == pytest.approx(0.5)
    profile = heights[30, 30:]
    assert (np.diff(profile) <= 0).all()
    assert profile[:7] == pytest.approx(np.full(7, 0.5)) and profile[8] < 0.5


def test_inverted_stairs_are_the_pit():
    pyramid = terrain.pyramid_stairs_terrain(1.0, STAIRS, RNG)
    assert terrain.inverted_pyramid_stairs_terrain(1.0, STAIRS, RNG) == pytest.approx(-pyramid)


def test_boxes_have_a_flat_platform_and_bounded_heights():
    cfg = {**GRID, "grid_width": 0.45, "grid_height_range": (0.02, 0.10), "platform_width": 1.5}
    heights = terrain.random_grid_terrain(1.0, cfg, np.random.default_rng(1))
    assert (heights[24:36, 24:36] == 0.0).all()
    assert 0.08 < np.abs(heights).max() <= 0.10
    assert len(np.unique(heights)) > 100
    assert np.abs(terrain.random_grid_terrain(0.0, cfg, RNG)).max() <= 0.02


def test_random_rough_moves_in_noise_steps_and_is_flat_at_the_border():
    cfg = {
        **GRID,
        "noise_range": (0.01, 0.06),
        "noise_step": 0.01,
        "downsampled_scale": 0.2,
        "border_width": 0.25,
    }
    heights = terrain.random_uniform_terrain(1.0, cfg, np.random.default_rng(1))
    inner = heights[5:-5, 5:-5]
    assert np.unique(inner.round(6)) == pytest.approx([0.01, 0.02, 0.03, 0.04, 0.05, 0.06])
    assert (heights[:2] == 0).all() and (heights[:, -2:] == 0).all()


@pytest.mark.parametrize("inverted", [False, True])
def test_slopes_have_the_slope_of_the_difficulty(inverted):
    cfg = {
        **GRID,
        "slope_range": (0.0, 0.4),
        "platform_width": 1.5,
        "border_width": 0.25,
        "inverted": inverted,
    }
    heights = terrain.pyramid_sloped_terrain(0.5, cfg, RNG)
    steps = np.diff(heights[30, 40:55])
    assert steps == pytest.approx(np.full(14, 0.02 if inverted else -0.02))
    assert (heights[30, 30] < 0) == inverted and abs(heights[0, 0]) < 1e-9


def importer(num_envs: int = 12, **changes: object) -> terrain.TerrainImporter:
    cfg = small_terrain(configuration(ROUGH))["scene"]["terrain"]
    cfg["terrain_generator"].update(changes)
    return terrain.TerrainImporter(cfg, num_envs, np.random.default_rng(0))


def test_columns_hold_types_by_proportion_and_rows_rise_in_difficulty():
    cfg = small_terrain(configuration(ROUGH))["scene"]["terrain"]
    for name, sub in cfg["terrain_generator"]["sub_terrains"].items():
        sub["proportion"] = 1.0 if name in ("pyramid_stairs", "pyramid_stairs_inv") else 0.0
    ground = terrain.TerrainImporter(cfg, 6, np.random.default_rng(0))
    heights = ground.origins[..., 2]
    assert (heights[:, :3] > 0.05).all(), "the first half are pyramids"
    assert (heights[:, 3:] < -0.05).all(), "the second half are pits"
    assert (np.diff(heights[:, 0]) > 0).all() and (np.diff(heights[:, 5]) < 0).all()


def test_no_proportion_above_zero_is_refused():
    cfg = small_terrain(configuration(ROUGH))["scene"]["terrain"]
    for sub in cfg["terrain_generator"]["sub_terrains"].values():
        sub["proportion"] = 0.0
    with pytest.raises(ValueError, match="proportion"):
        terrain.TerrainImporter(cfg, 6, np.random.default_rng(0))


def test_same_seed_same_ground():
    assert np.array_equal(importer().heights, importer().heights)
    assert not np.array_equal(importer().heights, importer(seed=6).heights)


def test_height_lookup_agrees_with_mujocos_ray():
    cfg = small_terrain(configuration(ROUGH))
    env = QuadEnv(cfg, threads=1)
    try:
        data = mujoco.MjData(env.robot.model)
        data.qpos[:3] = 0, 0, 50.0  # out of the way
        mujoco.mj_forward(env.robot.model, data)
        ground = env.terrain
        # Cell centres: between them the two interpolate differently.
        rows, columns = np.random.default_rng(0).integers(30, 100, (2, 40))
        x = columns * ground.cell - ground.half_extent[0]
        y = rows * ground.cell - ground.half_extent[1]
        looked_up = ground.height_at(x, y)
        for i in range(40):
            hit = np.zeros(1, np.int32)
            distance = mujoco.mj_ray(
                env.robot.model, data, np.array([x[i], y[i], 20.0]), np.array([0.0, 0, -1]), None, 1, -1, hit
            )
            assert 20.0 - distance == pytest.approx(looked_up[i], abs=5e-3)
    finally:
        env.close()


def test_levels_rise_and_fall_and_the_last_row_wraps_to_a_random_one():
    ground = importer()
    ground.terrain_levels[:] = 1
    ids = np.arange(12)
    up, down = ids < 4, ids >= 8
    ground.update_env_origins(ids, up, down, np.random.default_rng(0))
    assert ground.terrain_levels.tolist() == [2] * 4 + [1] * 4 + [0] * 4
    assert ground.env_origins[0] == pytest.approx(ground.origins[2, ground.terrain_types[0]])

    ground.update_env_origins(ids, up, down, np.random.default_rng(0))
    assert ground.terrain_levels[8:].tolist() == [0] * 4
    assert ((ground.terrain_levels[:4] >= 0) & (ground.terrain_levels[:4] <= 2)).all()


def test_curriculum_compares_the_walk_with_half_a_tile_and_half_of_what_was_asked():
    env = QuadEnv(small_terrain(configuration(ROUGH, num_envs=3)), threads=1)
    try:
        env.terrain.terrain_levels[:] = 1
        env.terrain.env_origins[...] = env.terrain.origins[1, env.terrain.terrain_types]
        env.state.root_pos[:, :2] = env.terrain.env_origins[:, :2]
        env.state.root_pos[0, 0] += 3.5  # more than half a tile
        env.state.root_pos[2, 0] += 2.0  # enough for a slow command
        env.command[:] = [[1.0, 0, 0], [1.0, 0, 0], [0.15, 0, 0]]
        assert curriculums.terrain_levels_vel(env, np.arange(3)) == pytest.approx(1.0)
        assert env.terrain.terrain_levels.tolist() == [2, 0, 1]
    finally:
        env.close()


def test_robots_stand_on_rough_ground_and_see_it():
    env = QuadEnv(small_terrain(configuration(ROUGH, num_envs=12)), threads=1)
    try:
        assert not stand(env, 60)["fell"].any()
        above = env.state.root_pos[:, 2] - env.terrain.height_at(*env.state.root_pos[:, :2].T)
        assert above == pytest.approx(np.full(12, 0.28), abs=0.08)
        scan = env.get_observations()["policy"].numpy()[:, 48:]
        assert scan.shape == (12, 77)
        assert np.abs(scan).max() <= 1.0 and np.ptp(scan) > 0.05
    finally:
        env.close()


def test_leaving_the_map_ends_the_episode_without_blame():
    env = QuadEnv(small_terrain(configuration(ROUGH, num_envs=2)), threads=1)
    try:
        pose = env.robot.initial[:1, 1:8].copy()
        pose[0, :3] = env.terrain.half_extent[0] - 0.5, 0.0, 0.4
        env.robot.write_root(np.array([0]), pose, np.zeros((1, 6)))
        import torch

        _, _, dones, extras = env.step(torch.zeros(2, 12))
        assert dones.tolist() == [1, 0]
        assert extras["time_outs"].tolist() == [True, False] and not env.terminated.any()
    finally:
        env.close()
