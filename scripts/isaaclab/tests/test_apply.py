"""Every kind of edit on a configuration, and every way an edit can miss."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from trotline_isaaclab.apply import apply_edit
from trotline_isaaclab.edits import Edit
from trotline_isaaclab.errors import StubError
from trotline_isaaclab.functions import make_importable

SLIDE = {
    "func": "isaaclab_tasks.mdp:feet_slide",
    "weight": -0.1,
    "params": {
        "sensor_cfg": {"name": "contact_forces", "body_names": ".*_foot"},
        "asset_cfg": {"name": "robot", "body_names": ".*_foot"},
    },
}
ORIENTATION = {"func": "isaaclab_tasks.mdp:bad_orientation", "params": {"limit_angle": 1.0}}


def config(name: str = "FlatEnvCfg") -> Any:
    return getattr(importlib.import_module("isaaclab_tasks.velocity"), name)()


def apply(target: Any, path: str, value: object, rewards: Path | None = None) -> Any:
    apply_edit(target, Edit(path, value), rewards)
    return target


def managers() -> Any:
    return importlib.import_module("isaaclab.managers")


@pytest.mark.usefixtures("lab")
class TestTerms:
    def test_a_new_reward_term(self) -> None:
        term = apply(config(), "env.rewards.feet_slide", SLIDE).rewards.feet_slide
        assert isinstance(term, managers().RewardTermCfg)
        assert (term.func, term.weight) == ("isaaclab_tasks.mdp:feet_slide", -0.1)
        assert isinstance(term.params["sensor_cfg"], managers().SceneEntityCfg)
        assert term.params["asset_cfg"].body_names == ".*_foot"

    def test_a_term_that_is_none(self) -> None:
        edited = apply(config(), "env.rewards.undesired_contacts", SLIDE)
        assert edited.rewards.undesired_contacts.weight == -0.1

    def test_a_term_that_exists_is_replaced(self) -> None:
        edited = apply(config(), "env.rewards.air_time", SLIDE)
        assert edited.rewards.air_time.func == "isaaclab_tasks.mdp:feet_slide"

    def test_a_whole_weight_becomes_a_float(self) -> None:
        term = apply(config(), "env.rewards.a", {**SLIDE, "weight": 1}).rewards.a
        assert type(term.weight) is float

    def test_a_term_of_the_study_s_own(self, study: Path) -> None:
        make_importable(study)
        value = {"func": "rewards/gait.py:trot", "weight": 0.5, "params": {"period": 0.6}}
        term = apply(config(), "env.rewards.trot", value, study).rewards.trot
        assert (term.func, term.params) == ("trotline_rewards.gait:trot", {"period": 0.6})

    def test_the_study_s_file_is_not_run_for_that(self, study: Path) -> None:
        (study / "gait.py").write_text("import pxr_before_kit\ndef trot(env): ...\n")
        value = {"func": "rewards/gait.py:trot", "weight": 0.5}
        edited = apply(config("PresetEnvCfg"), "env.rewards.trot", value, study)
        assert edited.rewards.trot.func == "trotline_rewards.gait:trot"

    def test_terms_of_the_other_managers(self) -> None:
        edited = apply(config(), "env.terminations.tilted", ORIENTATION)
        assert isinstance(edited.terminations.tilted, managers().TerminationTermCfg)
        edited = apply(config(), "env.observations.policy.extra", {**ORIENTATION, "clip": {"tuple": [0, 1]}})
        assert edited.observations.policy.extra.clip == (0, 1)

    def test_the_function_alone(self, study: Path) -> None:
        make_importable(study)
        edited = apply(config(), "env.rewards.air_time.func", "rewards/gait.py:trot", study)
        assert edited.rewards.air_time.func == "trotline_rewards.gait:trot"
        assert edited.rewards.air_time.weight == 0.5

    def test_applying_twice_is_applying_once(self) -> None:
        once = apply(config(), "env.rewards.feet_slide", SLIDE)
        assert (
            apply(apply(config(), "env.rewards.feet_slide", SLIDE), "env.rewards.feet_slide", SLIDE) == once
        )

    def test_managers_kept_in_a_dict_take_new_terms_too(self) -> None:
        edited = config()
        edited.rewards = {"air_time": None}
        assert apply(edited, "env.rewards.feet_slide", SLIDE).rewards["feet_slide"].weight == -0.1

    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            ("env.rewards.a", {"func": "isaaclab_tasks.mdp:gone", "weight": 1.0}, "has no 'gone'"),
            (
                "env.rewards.a",
                {k: v for k, v in SLIDE.items() if k != "weight"},
                "RewardTermCfg needs weight",
            ),
            ("env.rewards.a", {**SLIDE, "params": {}}, "it needs sensor_cfg, asset_cfg in params"),
            ("env.rewards.a", {**SLIDE, "params": {"std": 1}}, r"takes no std \(it takes: sensor_cfg, asset"),
            ("env.events.a", {**ORIENTATION, "mode": "reset"}, "env has no 'events'"),
            (
                "env.observations.policy.a",
                {**ORIENTATION, "scale": {"x": 1}},
                "scale would have to be a conf",
            ),
            ("env.rewards.a", {**SLIDE, "wieght": 1.0}, r"has no wieght \(it has func, params, weight\)"),
            ("env.rewards.a", {**SLIDE, "weight": "1"}, "weight must be a number, not '1'"),
            ("env.rewards.a", {**SLIDE, "weight": True}, "weight must be a number, not True"),
            ("env.rewards.a", {**SLIDE, "params": [1]}, "params must be a mapping"),
            ("env.rewards.a", {"func": None, "weight": 1.0}, "func must be a string"),
            ("env.rewards.a", {"func": "rewards/x.py:y", "weight": 1.0}, "rewards_folder is null"),
            ("env.terminations.a", {**ORIENTATION, "weight": 1.0}, "TerminationTermCfg has no weight"),
            ("env.scene.a", SLIDE, "belongs directly below env.rewards"),
            ("env.rewards.air_time.params.a", SLIDE, "belongs directly below env.rewards"),
            ("env.observations.a", ORIENTATION, "belongs directly below"),
            ("agent.rewards", SLIDE, "belongs directly below"),
        ],
    )
    def test_a_term_that_cannot_work_is_refused(self, path: str, value: object, message: str) -> None:
        target = config("RunnerCfg") if path.startswith("agent") else config()
        with pytest.raises(StubError, match=message) as refusal:
            apply(target, path, value)
        assert str(refusal.value).startswith(f"{path}: ")


@pytest.mark.usefixtures("lab")
class TestValues:
    def test_a_scalar_onto_none(self) -> None:
        assert (
            apply(
                config(), "env.scene.terrain.max_init_terrain_level", 3
            ).scene.terrain.max_init_terrain_level
            == 3
        )
        assert apply(config("RunnerCfg"), "agent.clip_actions", 100.0).clip_actions == 100.0

    def test_a_tuple_onto_none(self) -> None:
        edited = apply(config(), "env.observations.policy.joint_pos.clip", {"tuple": [-1.0, 1.0]})
        assert edited.observations.policy.joint_pos.clip == (-1.0, 1.0)

    def test_tuples_within_lists_and_mappings(self) -> None:
        value = {"range": {"tuple": [0, {"tuple": [1]}]}, "points": [{"tuple": [2, 3]}]}
        edited = apply(config(), "env.scene.terrain.terrain_generator", value)
        assert edited.scene.terrain.terrain_generator == {"range": (0, (1,)), "points": [(2, 3)]}

    def test_a_value_onto_one_that_must_be_given(self) -> None:
        assert apply(config(), "env.scene.robot", "robot").scene.robot == "robot"

    def test_none_onto_anything(self) -> None:
        assert apply(config(), "env.rewards.air_time", None).rewards.air_time is None

    def test_numbers_keep_their_type(self) -> None:
        assert type(apply(config(), "env.episode_length_s", 10).episode_length_s) is float
        assert apply(config(), "env.decimation", 2).decimation == 2

    def test_a_float_onto_an_int_that_is_not_declared_as_one(self) -> None:
        edited = apply(config(), "env.rewards.air_time.params.threshold", 1)
        assert (
            apply(edited, "env.rewards.air_time.params.threshold", 1.5).rewards.air_time.params["threshold"]
            == 1.5
        )
        edited.episode_length_s = 20
        assert apply(edited, "env.episode_length_s", 7.5).episode_length_s == 7.5

    def test_a_list_onto_a_tuple_becomes_one(self) -> None:
        assert apply(config(), "env.scene.terrain.size", [4.0, 4.0]).scene.terrain.size == (4.0, 4.0)

    def test_keys_with_dots(self) -> None:
        assert apply(config(), "env.scene.stiffness..*HAA", 60).scene.stiffness[".*HAA"] == 60.0

    def test_an_index_of_a_list(self) -> None:
        assert apply(config(), "env.scene.joint_names.1", "c").scene.joint_names == ["a", "c"]

    def test_a_mapping_of_yaml(self) -> None:
        assert apply({"agent": {"clip": None}}, "agent.agent.clip", 0.2) == {"agent": {"clip": 0.2}}

    def test_parameters(self) -> None:
        edited = apply(config(), "env.rewards.track_lin_vel.params.std", 1)
        assert edited.rewards.track_lin_vel.params == {"std": 1.0}
        edited = apply(config(), "env.rewards.track_lin_vel.params.command_name", "base_velocity")
        assert edited.rewards.track_lin_vel.params["command_name"] == "base_velocity"

    def test_scene_entities_as_parameters(self) -> None:
        edited = apply(
            config(), "env.rewards.air_time.params.sensor_cfg", {"name": "robot", "joint_ids": [0]}
        )
        assert edited.rewards.air_time.params["sensor_cfg"] == managers().SceneEntityCfg(
            "robot", joint_ids=[0]
        )
        edited = apply(config(), "env.rewards.air_time.params.sensor_cfg.body_names", ["a", "b"])
        assert edited.rewards.air_time.params["sensor_cfg"].body_names == ["a", "b"]

    def test_all_parameters_at_once(self) -> None:
        value = {"std": {"tuple": [1]}, "asset_cfg": {"name": "robot"}}
        params = apply(config(), "env.rewards.track_lin_vel.params", value).rewards.track_lin_vel.params
        assert params == {"std": (1,), "asset_cfg": managers().SceneEntityCfg("robot")}

    def test_a_mapping_that_is_no_scene_entity_stays_one(self) -> None:
        value = {"name": "x", "pose_range": {"tuple": [0, 1]}}
        edited = apply(config(), "env.rewards.air_time.params.other", value)
        assert edited.rewards.air_time.params["other"] == {"name": "x", "pose_range": (0, 1)}

    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            ("env.rewads.a", 1, "env has no 'rewads'; did you mean 'rewards'"),
            ("env.rewards.air_tine.weight", 1, "env.rewards has no 'air_tine'; did you mean 'air_time'"),
            ("env.rewards.air_time.wait", 1, "env.rewards.air_time has no 'wait'"),
            ("env.rewards.new", 1, "env.rewards has no 'new'; it has track_lin_vel, air_time"),
            (
                "env.rewards.undesired_contacts.weight",
                1,
                "env.rewards.undesired_contacts is None in this task",
            ),
            ("env.scene.robot.spawn", 1, "env.scene.robot is not set in this task"),
            ("env.decimation.x", 1, "env.decimation is 4, which has no 'x'"),
            ("env.scene.terrain.size.0", 1, "which has no '0'"),
            ("env.scene.joint_names.2", "c", "is a list of 2; '2' is not an index"),
            ("env.scene.joint_names.x", "c", "is a list of 2; 'x' is not an index"),
            ("env.scene.stiffness..*XYZ", 1.0, "env.scene.stiffness has no ''"),
            ("env.to_dict", 1, "env has no 'to_dict'"),
            ("env.decimation", 2.5, "expects int like 4, not 2.5"),
            ("env.decimation", True, "expects int like 4, not True"),
            ("env.decimation", "4", "expects int like 4, not '4'"),
            ("env.episode_length_s", False, "expects float like 20.0, not False"),
            ("env.scene.terrain.debug_vis", 1, "expects bool like False, not 1"),
            ("env.scene.terrain.terrain_type", 1, "expects str like 'plane', not 1"),
            ("env.scene.terrain", {"size": 1}, "is a TerrainCfg; set its fields one by one"),
            ("env.rewards.air_time", 0.5, "is a RewardTermCfg; set its fields one by one"),
            ("env.rewards.air_time.params.sensor_cfg", ".*FOOT", "is a SceneEntityCfg; set its fields"),
            ("env.rewards.air_time.func", "nowhere", "is neither"),
            ("env.rewards.air_time.func.x", 1, "env.rewards.air_time.func is 'm:air', which has no 'x'"),
        ],
    )
    def test_an_edit_that_misses_is_refused(self, path: str, value: object, message: str) -> None:
        with pytest.raises(StubError, match=message) as refusal:
            apply(config(), path, value)
        assert str(refusal.value).startswith(f"{path}: ")

    def test_a_refused_edit_changes_nothing(self) -> None:
        target = config()
        with pytest.raises(StubError):
            apply(target, "env.rewards.a", {"func": "isaaclab_tasks.mdp:gone", "weight": 1.0})
        assert target == config()


@pytest.mark.usefixtures("lab")
class TestPresets:
    """3.x: the command line chooses among alternatives after the edits were applied."""

    def test_every_alternative_that_has_the_path_is_edited(self) -> None:
        sensor = apply(
            config("PresetEnvCfg"), "env.scene.contact_forces.history_length", 5
        ).scene.contact_forces
        assert (sensor.default.history_length, sensor.newton.history_length, sensor.none) == (5, 5, None)

    def test_alternatives_without_the_path_are_left_alone(self) -> None:
        physics = apply(config("PresetEnvCfg"), "env.physics.iterations", 20).physics
        assert physics.newton.iterations == 20
        assert not hasattr(physics.default, "iterations")

    def test_one_alternative_by_name(self) -> None:
        sensor = apply(config("PresetEnvCfg"), "env.scene.contact_forces.newton.history_length", 5)
        assert sensor.scene.contact_forces.default.history_length == 3
        assert sensor.scene.contact_forces.newton.history_length == 5

    def test_a_preset_of_values_gives_way_to_the_value(self) -> None:
        armature = apply(config("PresetEnvCfg"), "env.armature", 1).armature
        assert (type(armature), armature) == (float, 1.0)

    def test_an_alternative_replaced_on_the_class_is_the_one_that_counts(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        velocity = importlib.import_module("isaaclab_tasks.velocity")
        replaced = velocity.SensorCfg(history_length=9)
        monkeypatch.setattr(velocity.SensorPresetCfg, "newton", replaced, raising=False)
        apply(config("PresetEnvCfg"), "env.scene.contact_forces.history_length", 5)
        assert replaced.history_length == 5

    def test_a_path_that_no_alternative_has_is_refused(self) -> None:
        with pytest.raises(StubError, match=r"env\.physics\(default\) has no 'x'"):
            apply(config("PresetEnvCfg"), "env.physics.x", 1)
