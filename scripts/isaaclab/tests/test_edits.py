"""Reading the description: the contract's example, and every way it can be wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import DERIVED, TASK, document

from trotline_isaaclab.edits import read_edits
from trotline_isaaclab.errors import StubError


def write(tmp_path: Path, content: object) -> Path:
    file = tmp_path / "edits.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_reads_the_description(tmp_path: Path) -> None:
    content = document(("agent.clip_actions", 100.0), ("env.a.b", None), rewards_folder="/study/rewards")
    edits = read_edits(write(tmp_path, content))
    assert (edits.task, edits.derived_task) == (TASK, DERIVED)
    assert edits.rewards_folder == Path("/study/rewards")
    assert [edit.keys for edit in edits.of("env")] == [["a", "b"]]
    assert [edit.value for edit in edits.of("agent")] == [100.0]


def test_a_module_prefix_of_the_task_is_not_part_of_its_id(tmp_path: Path) -> None:
    assert read_edits(write(tmp_path, document(task=f"my_pkg:{TASK}"))).base_id == TASK


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ([], "expected a JSON object"),
        (document(schema="trotline/isaaclab-edits/2"), "schema is 'trotline/isaaclab-edits/2'"),
        ({}, "schema is None"),
        (document(task=""), "task must be a non-empty string"),
        (document(task=3), "task must be a non-empty string"),
        (document(derived_task=TASK), "is the base task itself"),
        (document(derived_task=TASK, task=f"pkg:{TASK}"), "is the base task itself"),
        (document(derived_task="with space"), "is not a task id"),
        (document(derived_task="pkg:task"), "is not a task id"),
        (document(agent_entry_point=None), "agent_entry_point must be a non-empty string"),
        (document(rewards_folder="rewards"), "must be an absolute path or null"),
        (document(edits={}), "edits must be a list"),
        (document(edits=[1]), r"edits\[0\] must be an object"),
        (document(edits=[{"path": "env.a"}]), r"edits\[0\] lacks value"),
        (document(edits=[{"path": "env.a", "value": 1, "x": 2}]), r"edits\[0\] has unknown keys x"),
        (document(("sim.dt", 1)), "must begin with 'env.' or 'agent.'"),
        (document(("env", 1)), "must begin with 'env.' or 'agent.'"),
        (document(("env.", 1)), "must begin with 'env.' or 'agent.'"),
        (document(("env.a", 1), ("env.a", 2)), "env.a is set 2 times"),
        (document(extra=1), "the document has unknown keys extra"),
    ],
)
def test_refuses_what_it_does_not_understand(tmp_path: Path, content: Any, message: str) -> None:
    file = write(tmp_path, content)
    with pytest.raises(StubError, match=message) as refusal:
        read_edits(file)
    assert str(file) in str(refusal.value)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    content = document()
    del content["rewards_folder"]
    with pytest.raises(StubError, match="the document lacks rewards_folder"):
        read_edits(write(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StubError, match=r"none\.json cannot be read: No such file"):
        read_edits(tmp_path / "none.json")
