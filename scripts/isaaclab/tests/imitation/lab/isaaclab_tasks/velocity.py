"""A velocity task in the shape of the real ones: sections, terms, a terrain, values that are None."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from isaaclab.managers import ManagerTermBaseCfg, ObservationTermCfg, RewardTermCfg, SceneEntityCfg, missing


def _feet() -> SceneEntityCfg:
    return SceneEntityCfg(name="contact_forces", body_names=".*FOOT")


@dataclass
class RewardsCfg:
    track_lin_vel: RewardTermCfg = field(
        default_factory=lambda: RewardTermCfg(func="m:track", weight=1.0, params={"std": 0.5})
    )
    air_time: RewardTermCfg = field(
        default_factory=lambda: RewardTermCfg(func="m:air", weight=0.1, params={"sensor_cfg": _feet()})
    )
    undesired_contacts: RewardTermCfg | None = None


@dataclass
class PolicyCfg:
    joint_pos: ObservationTermCfg = field(default_factory=lambda: ObservationTermCfg(func="m:joint_pos"))


@dataclass
class ObservationsCfg:
    policy: PolicyCfg = field(default_factory=PolicyCfg)


@dataclass
class TerminationsCfg:
    base_contact: ManagerTermBaseCfg | None = None


@dataclass
class TerrainCfg:
    terrain_type: str = "plane"
    terrain_generator: Any = None
    max_init_terrain_level: int | None = None
    size: tuple[float, float] = (8.0, 8.0)
    num_rows: int = 10
    debug_vis: bool = False


@dataclass
class SensorCfg:
    history_length: int = 3
    track_air_time: bool = True


@dataclass
class SceneCfg:
    num_envs: int = 4096
    robot: Any = field(default_factory=missing)
    terrain: TerrainCfg = field(default_factory=TerrainCfg)
    contact_forces: Any = field(default_factory=SensorCfg)
    stiffness: dict[str, float] = field(default_factory=lambda: {".*HAA": 40.0, ".*_KFE": 80.0})
    joint_names: list[str] = field(default_factory=lambda: ["a", "b"])


@dataclass
class FlatEnvCfg:
    decimation: int = 4
    episode_length_s: float = 20.0
    scene: SceneCfg = field(default_factory=SceneCfg)
    rewards: RewardsCfg = field(default_factory=RewardsCfg)
    observations: ObservationsCfg = field(default_factory=ObservationsCfg)
    terminations: TerminationsCfg = field(default_factory=TerminationsCfg)

    def __post_init__(self) -> None:
        self.rewards.air_time.weight = 0.5

    def to_dict(self) -> dict[str, Any]:
        return {}


@dataclass
class PlayEnvCfg(FlatEnvCfg):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.scene.num_envs = 50


@dataclass
class PresetCfg:
    """Alternatives by name, as 3.x has them."""


@dataclass
class SolverCfg:
    iterations: int = 10


@dataclass
class SensorPresetCfg(PresetCfg):
    default: SensorCfg = field(default_factory=SensorCfg)
    newton: SensorCfg = field(default_factory=SensorCfg)
    none: SensorCfg | None = None


@dataclass
class PhysicsPresetCfg(PresetCfg):
    default: SensorCfg = field(default_factory=SensorCfg)
    newton: SolverCfg = field(default_factory=SolverCfg)


@dataclass
class NumberPresetCfg(PresetCfg):
    default: float = 0.0
    newton: float = 0.02


@dataclass
class PresetEnvCfg(FlatEnvCfg):
    physics: PhysicsPresetCfg = field(default_factory=PhysicsPresetCfg)
    armature: Any = field(default_factory=NumberPresetCfg)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.scene.contact_forces = SensorPresetCfg()


@dataclass
class RunnerCfg:
    max_iterations: int = 300
    clip_actions: float | None = None
    learning_rate: float = 1.0e-3
    hidden_dims: list[int] = field(default_factory=lambda: [128, 128])


def skrl_cfg() -> dict[str, Any]:
    return {"agent": {"rollouts": 24, "clip": None}}
