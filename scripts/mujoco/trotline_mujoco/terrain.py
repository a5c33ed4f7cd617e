"""Sub-terrains by Isaac Lab's names, laid out as one height field, with the difficulty curriculum.

Rows of tiles rise in difficulty along x, columns differ in type along y. Every sub-terrain is a function of
(difficulty in 0..1, its configuration, random generator) that returns heights in metres on a grid of
`horizontal_scale`; stairs and boxes are height fields too, so a riser is as wide as one cell.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np

SubTerrain = Callable[[float, dict[str, Any], np.random.Generator], np.ndarray]


def _grid(cfg: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Cell-centre coordinates (x, y) of a tile, each (cells_y, cells_x), zero in the middle; m."""
    cell = cfg["horizontal_scale"]
    x, y = (np.arange(round(length / cell)) * cell + cell / 2 - length / 2 for length in cfg["size"])
    return np.meshgrid(x, y)


def _ring(cfg: dict[str, Any]) -> np.ndarray:
    """Distance from the square central platform along the larger axis; 0 on the platform (m)."""
    x, y = _grid(cfg)
    return np.maximum(np.maximum(abs(x), abs(y)) - cfg["platform_width"] / 2, 0.0)


def _extent(cfg: dict[str, Any]) -> float:
    """Distance from the platform to the tile's flat border (m)."""
    return (min(cfg["size"]) - cfg["platform_width"]) / 2 - cfg.get("border_width", 0.0)


def _between(limits: tuple[float, float], difficulty: float) -> float:
    return limits[0] + difficulty * (limits[1] - limits[0])


def _stairs(difficulty: float, cfg: dict[str, Any]) -> np.ndarray:
    """Steps counted from the platform outwards, times the step height; the tile's border is the last step."""
    count = max(int(_extent(cfg) / cfg["step_width"] + 1e-9), 1)
    # Half a cell of tolerance: the platform edge falls between cell centres.
    steps = np.ceil(_ring(cfg) / cfg["step_width"] - 1e-6)
    return np.minimum(steps, count) * _between(cfg["step_height_range"], difficulty)


def pyramid_stairs_terrain(difficulty: float, cfg: dict[str, Any], rng: np.random.Generator) -> np.ndarray:
    """Platform on top, stairs down to the border at height zero."""
    del rng
    depth = _stairs(difficulty, cfg)
    return depth.max() - depth


def inverted_pyramid_stairs_terrain(
    difficulty: float, cfg: dict[str, Any], rng: np.random.Generator
) -> np.ndarray:
    """Platform at the bottom of a pit, stairs up to the border at height zero."""
    return -pyramid_stairs_terrain(difficulty, cfg, rng)


def random_grid_terrain(difficulty: float, cfg: dict[str, Any], rng: np.random.Generator) -> np.ndarray:
    """Square boxes of `grid_width`, each raised or lowered at random by up to the difficulty's height."""
    x, y = _grid(cfg)
    amplitude = _between(cfg["grid_height_range"], difficulty)
    boxes = [math.ceil(length / cfg["grid_width"]) for length in cfg["size"]]
    heights = rng.uniform(-amplitude, amplitude, (boxes[1], boxes[0]))
    column = ((x + cfg["size"][0] / 2) / cfg["grid_width"]).astype(int)
    row = ((y + cfg["size"][1] / 2) / cfg["grid_width"]).astype(int)
    return np.where(_ring(cfg) > 0, heights[row, column], 0.0)


def random_uniform_terrain(difficulty: float, cfg: dict[str, Any], rng: np.random.Generator) -> np.ndarray:
    """Noise in steps of `noise_step`, constant over `downsampled_scale`, flat at the border.

    Isaac Lab ignores the difficulty here. Its noise range is met at the top row; lower rows get a share of
    it, so that the curriculum has something to climb.
    """
    x, y = _grid(cfg)
    coarse = max(cfg.get("downsampled_scale") or 0.0, cfg["horizontal_scale"])
    low, high = cfg["noise_range"]
    levels = np.arange(low, high + 1e-9, cfg["noise_step"])
    shape = [math.ceil(length / coarse) + 1 for length in cfg["size"]]
    noise = rng.choice(levels, (shape[1], shape[0])) * (0.2 + 0.8 * difficulty)
    column = ((x + cfg["size"][0] / 2) / coarse).astype(int)
    row = ((y + cfg["size"][1] / 2) / coarse).astype(int)
    edge = np.array(cfg["size"]) / 2 - cfg.get("border_width", 0.0)
    return np.where((abs(x) < edge[0]) & (abs(y) < edge[1]), noise[row, column], 0.0)


def pyramid_sloped_terrain(difficulty: float, cfg: dict[str, Any], rng: np.random.Generator) -> np.ndarray:
    """A pyramid with a flat top (or, `inverted`, a pit) whose slope is height over distance."""
    del rng
    slope = _between(cfg["slope_range"], difficulty)
    depth = np.minimum(_ring(cfg), _extent(cfg)) * slope
    heights = depth.max() - depth
    return -heights if cfg.get("inverted") else heights


def _resolve(name: str) -> SubTerrain:
    module, attribute = name.split(":")
    return getattr(importlib.import_module(module), attribute)


class TerrainImporter:
    """The whole ground: heights, tile origins, and which tile each environment stands on.

    `heights` is (cells_y, cells_x) in m, or `None` on a plane; `origins` is (rows, columns, 3);
    `env_origins` (N, 3); `terrain_levels` and `terrain_types` (N,).
    """

    def __init__(self, cfg: dict[str, Any], num_envs: int, rng: np.random.Generator) -> None:
        self.cfg = cfg
        self.num_envs = num_envs
        self.heights: np.ndarray | None = None
        self.env_origins = np.zeros((num_envs, 3))
        self.half_extent = (math.inf, math.inf)
        if cfg["terrain_type"] == "plane":
            return
        if cfg["terrain_type"] != "generator" or cfg["terrain_generator"] is None:
            raise ValueError(
                "scene.terrain needs terrain_type 'plane', or 'generator' with a terrain_generator"
            )
        self.generator = cfg["terrain_generator"]
        seed = self.generator["seed"]
        self._rng = rng if seed is None else np.random.default_rng(seed)
        self._generate()
        self._place(rng)

    def _generate(self) -> None:
        g = self.generator
        self.cell = float(g["horizontal_scale"])
        rows, columns = g["num_rows"], g["num_cols"]
        self.border = round(g["border_width"] / self.cell)
        self._nx, self._ny = (round(length / self.cell) for length in g["size"])
        shape = (columns * self._ny + 2 * self.border, rows * self._nx + 2 * self.border)
        self.heights = np.zeros(shape, np.float32)
        self.half_extent = (shape[1] - 1) * self.cell / 2, (shape[0] - 1) * self.cell / 2
        self.origins = np.zeros((rows, columns, 3))
        terms, proportions = self._sub_terrains()
        by_column = np.array(
            [int(np.argmax(c / columns + 1e-3 < np.cumsum(proportions))) for c in range(columns)]
        )
        low, high = g["difficulty_range"]
        for row in range(rows):
            for column in range(columns):
                if g["curriculum"]:
                    index, share = by_column[column], (row + self._rng.uniform()) / rows
                else:
                    index, share = self._rng.choice(len(terms), p=proportions), self._rng.uniform()
                self._add_tile(row, column, terms[index], low + (high - low) * share)

    def _sub_terrains(self) -> tuple[list[tuple[SubTerrain, dict[str, Any]]], np.ndarray]:
        """Functions with their completed configurations, and proportions that sum to one."""
        inherited = {key: self.generator[key] for key in ("size", "horizontal_scale", "vertical_scale")}
        used = [cfg for cfg in self.generator["sub_terrains"].values() if cfg is not None]
        proportions = np.array([cfg["proportion"] for cfg in used], dtype=float)
        if not len(used) or proportions.sum() <= 0:
            raise ValueError(
                "scene.terrain.terrain_generator needs a sub-terrain with a proportion above zero"
            )
        terms = [(_resolve(cfg["function"]), {**cfg, **inherited}) for cfg in used]
        return terms, proportions / proportions.sum()

    def _add_tile(
        self, row: int, column: int, term: tuple[SubTerrain, dict[str, Any]], difficulty: float
    ) -> None:
        function, cfg = term
        step = cfg["vertical_scale"]
        tile = np.round(function(difficulty, cfg, self._rng) / step) * step
        y, x = self.border + column * self._ny, self.border + row * self._nx
        self.heights[y : y + self._ny, x : x + self._nx] = tile
        middle_y, middle_x = self._ny // 2, self._nx // 2
        reach = max(round(0.5 / self.cell), 1)
        top = tile[middle_y - reach : middle_y + reach, middle_x - reach : middle_x + reach].max()
        centre = (x + (self._nx - 1) / 2) * self.cell, (y + (self._ny - 1) / 2) * self.cell
        self.origins[row, column] = centre[0] - self.half_extent[0], centre[1] - self.half_extent[1], top

    def _place(self, rng: np.random.Generator) -> None:
        """Types spread evenly over the environments, levels at random up to the initial maximum."""
        rows, columns = self.origins.shape[:2]
        top = self.cfg["max_init_terrain_level"]
        top = rows - 1 if top is None or not self.generator["curriculum"] else min(top, rows - 1)
        self.terrain_levels = rng.integers(0, top + 1, self.num_envs)
        self.terrain_types = np.arange(self.num_envs) * columns // self.num_envs
        self.env_origins = self.origins[self.terrain_levels, self.terrain_types].copy()

    def update_env_origins(
        self, ids: np.ndarray, up: np.ndarray, down: np.ndarray, rng: np.random.Generator
    ) -> None:
        """Move environments one level up or down; those past the last row go to a random row."""
        rows = self.origins.shape[0]
        levels = self.terrain_levels[ids] + up.astype(int) - down.astype(int)
        levels = np.where(levels >= rows, rng.integers(0, rows, len(ids)), np.maximum(levels, 0))
        self.terrain_levels[ids] = levels
        self.env_origins[ids] = self.origins[levels, self.terrain_types[ids]]

    def height_at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Ground height (m, float32) at world positions, nearest cell; zero on a plane."""
        if self.heights is None:
            return np.zeros(np.shape(x), np.float32)
        rows, columns = self.heights.shape
        column = (x + (self.half_extent[0] + self.cell / 2)) * (1.0 / self.cell)
        row = (y + (self.half_extent[1] + self.cell / 2)) * (1.0 / self.cell)
        np.clip(column, 0, columns - 1, out=column)
        np.clip(row, 0, rows - 1, out=row)
        return self.heights.ravel()[row.astype(np.int32) * columns + column.astype(np.int32)]
