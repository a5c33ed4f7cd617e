"""The configuration of a flat velocity task, as far as the tests look at it."""

from __future__ import annotations

from typing import Any

from isaaclab.managers import RewardTermCfg, SceneEntityCfg
from standin.generations import current


class Section:
    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def track(env: object, std: float) -> float:
    return 0.0


def penalty(env: object) -> float:
    return 0.0


def contacts(env: object, threshold: float, sensor_cfg: SceneEntityCfg) -> float:
    return 0.0


class RewardsCfg(Section):
    def __init__(self) -> None:
        super().__init__(
            track_lin_vel_xy_exp=RewardTermCfg(track, 1.0, {"command_name": "base_velocity", "std": 0.5}),
            track_ang_vel_z_exp=RewardTermCfg(track, 0.5, {"command_name": "base_velocity", "std": 0.5}),
            lin_vel_z_l2=RewardTermCfg(penalty, -2.0),
            ang_vel_xy_l2=RewardTermCfg(penalty, -0.05),
            dof_torques_l2=RewardTermCfg(penalty, -2.5e-5),
            dof_acc_l2=RewardTermCfg(penalty, -2.5e-7),
            action_rate_l2=RewardTermCfg(penalty, -0.01),
            feet_air_time=RewardTermCfg(
                contacts, 0.5, {"threshold": 0.5, "sensor_cfg": SceneEntityCfg("contact_forces", body_names=".*FOOT")}
            ),
            undesired_contacts=RewardTermCfg(
                contacts, -1.0, {"threshold": 1.0, "sensor_cfg": SceneEntityCfg("contact_forces", body_names=".*THIGH")}
            ),
            flat_orientation_l2=RewardTermCfg(penalty, -5.0),
            dof_pos_limits=RewardTermCfg(penalty, 0.0),
        )


class EnvCfg(Section):
    def __init__(self) -> None:
        ranges = Section(lin_vel_x=(-1.0, 1.0), lin_vel_y=(-1.0, 1.0), ang_vel_z=(-1.0, 1.0), heading=(-3.14, 3.14))
        super().__init__(
            sim=Section(dt=0.005, device="cuda:0", render_interval=4),
            seed=None,
            decimation=4,
            scene=Section(
                num_envs=4096, env_spacing=2.5, terrain=Section(terrain_type="plane", max_init_terrain_level=5)
            ),
            episode_length_s=20.0,
            events=Section(
                reset_base=Section(func=penalty, params={"pose_range": {"x": (-0.5, 0.5), "y": (-0.5, 0.5)}})
            ),
            rewards=RewardsCfg(),
            terminations=Section(
                time_out=Section(func=penalty, params={}, time_out=True),
                base_contact=Section(func=penalty, params={"threshold": 1.0}, time_out=False),
            ),
            commands=Section(
                base_velocity=Section(resampling_time_range=(10.0, 10.0), rel_standing_envs=0.02, ranges=ranges)
            ),
        )


class RunnerCfg(Section):
    def __init__(self) -> None:
        super().__init__(
            seed=42,
            device="cuda:0",
            num_steps_per_env=24,
            max_iterations=300,
            save_interval=50,
            experiment_name="anymal_d_flat",
            run_name="",
            logger="tensorboard",
            clip_actions=None,
            resume=False,
            load_run=".*",
            load_checkpoint="model_.*.pt",
            **(_networks() | {"algorithm": Section(entropy_coef=0.005, learning_rate=0.001, schedule="adaptive")}),
        )


class SymmetricRunnerCfg(RunnerCfg):
    def __init__(self) -> None:
        super().__init__()
        self.algorithm.symmetry = True


def _networks() -> dict[str, Any]:
    layers = [128, 128, 128]
    if current().one_network:
        return {
            "policy": Section(
                init_noise_std=1.0, actor_hidden_dims=list(layers), critic_hidden_dims=list(layers), activation="elu"
            )
        }
    return {
        "actor": Section(hidden_dims=list(layers), activation="elu", distribution_cfg=Section(init_std=1.0)),
        "critic": Section(hidden_dims=list(layers), activation="elu"),
    }
