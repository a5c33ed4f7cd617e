"""Overrides: what passes, what fails, and with which words (Isaac Lab 2.3.2 on Hydra 1.3)."""

from __future__ import annotations

from typing import Any

import pytest

from trotline_mujoco import overrides, tasks
from trotline_mujoco.override_values import CompositionError, parse_value

Config = dict[str, Any]


def apply(*items: str, task: str = tasks.FLAT) -> tuple[Config, Config]:
    env_cfg, agent_cfg = tasks.load(task)
    overrides.apply(items, env_cfg, agent_cfg)
    return env_cfg, agent_cfg


def test_no_override_changes_nothing() -> None:
    assert apply(task=tasks.ROUGH) == tasks.load(tasks.ROUGH)


def test_float_weight() -> None:
    assert apply("env.rewards.feet_air_time.weight=0.5")[0]["rewards"]["feet_air_time"]["weight"] == 0.5


def test_null_removes_a_term() -> None:
    assert apply("env.rewards.undesired_contacts=null")[0]["rewards"]["undesired_contacts"] is None


def test_list_becomes_a_tuple_where_the_default_is_one() -> None:
    env_cfg, agent_cfg = apply(
        "env.commands.base_velocity.ranges.lin_vel_x=[-1.0,1.5]",
        "env.events.reset_base.params.pose_range.x=[-0.1, 0.1]",
        "agent.policy.actor_hidden_dims=[256,128,64]",
    )

    assert env_cfg["commands"]["base_velocity"]["ranges"]["lin_vel_x"] == (-1.0, 1.5)
    assert env_cfg["events"]["reset_base"]["params"]["pose_range"]["x"] == (-0.1, 0.1)
    assert agent_cfg["policy"]["actor_hidden_dims"] == [256, 128, 64]


def test_nested_sub_terrain() -> None:
    key = "env.scene.terrain.terrain_generator.sub_terrains.boxes.proportion"
    env_cfg, _ = apply(f"{key}=0.0", task=tasks.ROUGH)

    assert env_cfg["scene"]["terrain"]["terrain_generator"]["sub_terrains"]["boxes"]["proportion"] == 0.0


def test_mapping_merges_into_a_mapping() -> None:
    env_cfg, _ = apply("env.rewards.track_lin_vel_xy_exp.params={std: 0.25}")

    params = env_cfg["rewards"]["track_lin_vel_xy_exp"]["params"]
    assert params == {"command_name": "base_velocity", "std": 0.25}


def test_list_item_by_index() -> None:
    assert apply("agent.policy.actor_hidden_dims.1=32")[1]["policy"]["actor_hidden_dims"] == [128, 32]


def test_function_reference() -> None:
    env_cfg, _ = apply("env.rewards.stand_still.func=my_pkg.rewards:mine")

    assert env_cfg["rewards"]["stand_still"]["func"] == "my_pkg.rewards:mine"


def test_slice_survives_and_can_be_set() -> None:
    key = "env.terminations.base_contact.params.sensor_cfg.body_ids"
    cfg, _ = apply(f"{key}='slice(0,2,None)'")

    assert cfg["terminations"]["base_contact"]["params"]["sensor_cfg"]["body_ids"] == slice(0, 2, None)


def test_interpolation() -> None:
    env_cfg, agent_cfg = apply("env.sim.render_interval=${env.decimation}", "agent.run_name=x${agent.seed}y")

    assert env_cfg["sim"]["render_interval"] == 4
    assert agent_cfg["run_name"] == "x42y"


def test_hydra_settings_are_accepted() -> None:
    assert apply("hydra.run.dir=somewhere") == tasks.load(tasks.FLAT)


@pytest.mark.parametrize(
    ("item", "key", "full_key"),
    [
        ("env.rewards.feet_air_tme.weight=1.0", "feet_air_tme", "env.rewards.feet_air_tme"),
        ("env.rewards.feet_air_time.wieght=1.0", "wieght", "env.rewards.feet_air_time.wieght"),
        ("env.events.push_robot.mode=reset", "mode", "env.events.push_robot.mode"),
        ("env.decimation.value=2", "value", "env.decimation.value"),
        ("agnt.seed=2", "agnt", "agnt"),
    ],
)
def test_unknown_key(item: str, key: str, full_key: str) -> None:
    with pytest.raises(CompositionError) as failure:
        apply(item)

    assert str(failure.value).splitlines() == [
        f"Could not override '{item.split('=')[0]}'.",
        f"To append to your config use +{item}",
        f"Key '{key}' is not in struct",
        f"    full_key: {full_key}",
        "    object_type=dict",
    ]


@pytest.mark.parametrize(
    ("item", "namespace", "expected", "received"),
    [
        ("env.rewards.feet_air_time.weight=1", "/rewards/feet_air_time/weight", "float", "int"),
        ("env.rewards.feet_air_time.weight=true", "/rewards/feet_air_time/weight", "float", "bool"),
        ("env.rewards.feet_air_time.weight=1,5e-1x", None, None, None),
        ("env.rewards.feet_air_time=0.0", "/rewards/feet_air_time", "dict", "float"),
        ("env.decimation=4.0", "/decimation", "int", "float"),
        ("agent.max_iterations=fast", "/max_iterations", "int", "str"),
        ("agent.clip_actions=100.0", "/clip_actions", "NoneType", "float"),
        ("env.scene.terrain.terrain_generator=rough", "/scene/terrain/terrain_generator", "NoneType", "str"),
    ],
)
def test_wrong_type(item: str, namespace: str | None, expected: str | None, received: str | None) -> None:
    with pytest.raises(ValueError) as failure:
        apply(item)

    if namespace is None:
        assert str(failure.value).startswith("Ambiguous value for argument")
    else:
        assert str(failure.value) == (
            f"[Config]: Incorrect type under namespace: {namespace}. "
            f"Expected: <class '{expected}'>, Received: <class '{received}'>."
        )


def test_new_term_cannot_be_added() -> None:
    with pytest.raises(KeyError, match=r"\[Config\]: Key not found under namespace: /rewards/mine"):
        apply("+env.rewards.mine.weight=1.0")


def test_deletion_leaves_the_default_as_isaac_lab_does() -> None:
    assert apply("~env.rewards.feet_air_time") == tasks.load(tasks.FLAT)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("env.decimation", "missing EQUAL at '<EOF>'"),
        ("env.rewards.a b=1", "LexerNoViableAltException: env.rewards.a b=1\n" + " " * 40 + "^"),
        ("env.scene.robot.init_state.joint_pos..*_calf_joint=1.0", "LexerNoViableAltException"),
        ("env..decimation=1", "LexerNoViableAltException"),
        ("env.decimation =1", "LexerNoViableAltException"),
        ("agent.policy.actor_hidden_dims=[1,2", "no viable alternative at input '[1,2'"),
        ("agent.policy.actor_hidden_dims=[1,]", "no viable alternative at input '[1,]'"),
        ("agent.policy.actor_hidden_dims={a: 1}", "Cannot merge DictConfig with ListConfig"),
        ("env.rewards.feet_air_time=[1.0]", "Cannot merge DictConfig with ListConfig"),
        ("env.rewards.feet_air_time={wieght: 1.0}", "Key 'wieght' is not in struct"),
        ("agent.run_name='open", "LexerNoViableAltException: agent.run_name='open\n" + " " * 42 + "^"),
        ("agent.run_name=a=b", "mismatched input '=' expecting <EOF>"),
        ("agent.run_name=a;b", "LexerNoViableAltException"),
        ("agent.run_name=slice(0)", "Unknown function 'slice'"),
        ("agent.seed=choice(1,2)", "Sweep parameters 'agent.seed=choice(1,2)' requires --multirun"),
        ("agent.seed=1,2", "2. To use it as string, quote the value: key='value1,value2'"),
        ("agent.seed=${env.nothing}", "Interpolation key 'env.nothing' not found"),
        ("~env.decimation=5", "The value of 'env.decimation' is 4 and not 5."),
        ("~env.rewards.nothing", "Could not delete from config."),
        ("+env.decimation=3", "An item is already at 'env.decimation'"),
        ("env.rewards.stand_still.func=no_colon", "Could not resolve the input string 'no_colon'"),
        ("agent.policy.actor_hidden_dims.7=32", "full_key: agent.policy.actor_hidden_dims[7]"),
        ("agent.policy.actor_hidden_dims.x=32", "invalid literal for int() with base 10: 'x'"),
    ],
)
def test_refusals_name_their_reason(item: str, words: str) -> None:
    with pytest.raises(ValueError) as failure:
        apply(item)

    assert words in str(failure.value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("+7", 7),
        ("1_000", 1000),
        ("007", "007"),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e-5", 1.0e-5),
        ("-2.5E-7", -2.5e-7),
        ("inf", float("inf")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("None", "None"),
        ("", ""),
        ("model_.*.pt", "model_.*.pt"),
        ("'1'", "1"),
        ('"a, b"', "a, b"),
        (r"'it\'s'", "it's"),
        ("[]", []),
        ("[1, 2.0, x]", [1, 2.0, "x"]),
        ("[[1,2],[3]]", [[1, 2], [3]]),
        ("{a: 1, b: {c: null}}", {"a": 1, "b": {"c": None}}),
        ("'slice(None,None,None)'", "slice(None,None,None)"),
        ("a b", "a b"),
        (r"a\,b", "a,b"),
        ("a:b", "a:b"),
        ("[1, {b: 2}]", [1, {"b": 2}]),
        ("int(3.0)", 3),
        ("float(3)", 3.0),
        ("str(3)", "3"),
        ("1__0", "1__0"),
        ("nan.", "nan."),
    ],
)
def test_value_grammar(raw: str, value: object) -> None:
    parsed = parse_value(raw, f"k={raw}")

    assert parsed == value
    assert type(parsed) is type(value)
