"""run.py and the callback as real processes around a train.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import DERIVED, IMITATION, TASK, document

HOME = Path(__file__).parents[1]
TRAIN = IMITATION / "scripts" / "train.py"
LEVEL = ("env.scene.terrain.max_init_terrain_level", 3)


@dataclass
class Runner:
    folder: Path

    def edits(self, *edits: tuple[str, object], **changes: Any) -> Path:
        file = self.folder / "trotline_edits.json"
        file.write_text(json.dumps(document(*edits, **changes)))
        return file

    def python(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(
            [str(IMITATION / "gym"), str(IMITATION / "lab"), environment.pop("PYTHONPATH", "")]
        )
        return subprocess.run(
            [sys.executable, "-u", *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": path, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def run(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.python(HOME / "run.py", *arguments, **environment)

    @property
    def dump(self) -> dict[str, Any]:
        return json.loads((self.folder / "dump.json").read_text())


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def refused(result: subprocess.CompletedProcess[str], message: str) -> None:
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("[trotline] error: ")
    assert message in lines[0]
    assert "trained" not in result.stdout


def test_train_py_runs_as_if_it_had_been_started_directly(runner: Runner) -> None:
    file = runner.edits(LEVEL)
    result = runner.run(file, TRAIN, "--task", DERIVED, "env.decimation=2", "--unknown")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        f"[trotline] registered {DERIVED} from {TASK} with 1 edit",
        "trained",
    ]
    assert result.stderr == ""
    dump = runner.dump
    assert dump["argv"] == [str(TRAIN), "--task", DERIVED, "env.decimation=2", "--unknown"]
    assert (dump["name"], dump["file"]) == ("__main__", str(TRAIN))
    assert dump["path"][0] == str(TRAIN.parent)
    assert str(HOME) not in dump["path"]
    assert dump["rest"] == ["env.decimation=2", "--unknown"]
    assert dump["loader"] == "SourceFileLoader"


def test_the_contract_s_example(runner: Runner, study: Path) -> None:
    feet = {"body_names": ".*_foot"}
    slide = {
        "func": "isaaclab_tasks.mdp:feet_slide",
        "weight": -0.1,
        "params": {"sensor_cfg": {"name": "contact_forces", **feet}, "asset_cfg": {"name": "robot", **feet}},
    }
    trot = {"func": "rewards/gait.py:trot", "weight": 0.5, "params": {"period": 0.6}}
    file = runner.edits(
        ("env.rewards.feet_slide", slide),
        ("env.rewards.my_term", trot),
        ("agent.clip_actions", 100.0),
        LEVEL,
        ("env.observations.policy.joint_pos.clip", {"tuple": [-1.0, 1.0]}),
        rewards_folder=str(study),
    )
    result = runner.run(file, TRAIN, f"--task={DERIVED}")
    assert result.returncode == 0, result.stderr
    assert "with 5 edits" in result.stdout
    env = runner.dump["env"]
    assert runner.dump["agent"]["clip_actions"] == 100.0
    assert env["scene"]["terrain"]["max_init_terrain_level"] == 3
    assert env["observations"]["policy"]["joint_pos"]["clip"] == [-1.0, 1.0]


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_is_train_py_s(runner: Runner, code: int) -> None:
    result = runner.run(runner.edits(), TRAIN, "--task", DERIVED, "--exit", code)
    assert result.returncode == code


def test_the_files_may_be_given_relative_to_the_working_directory(runner: Runner) -> None:
    runner.edits(LEVEL)
    result = runner.run("trotline_edits.json", os.path.relpath(TRAIN, runner.folder), "--task", DERIVED)
    assert result.returncode == 0, result.stderr


def test_while_isaac_sim_starts_the_line_is_printed_all_the_same(runner: Runner) -> None:
    result = runner.run(runner.edits(LEVEL), TRAIN, "--task", DERIVED, IMITATED_KIT="1")
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("[trotline] registered") == 1
    assert runner.dump["env"]["scene"]["terrain"]["max_init_terrain_level"] == 3


@pytest.mark.parametrize("kit", ["", "1"])
@pytest.mark.parametrize(
    ("edit", "changes", "message"),
    [
        (LEVEL, {"task": "Isaac-Velocity-Flat-Anymal-E-v0"}, f"did you mean '{TASK}'?"),
        (LEVEL, {"agent_entry_point": "sb3_cfg_entry_point"}, "has no 'sb3_cfg_entry_point'"),
        (("env.rewards.air_tine.weight", 1.0), {}, "did you mean 'air_time'?"),
        (("env.rewards.a", {"func": "isaaclab_tasks.mdp:gone", "weight": 1.0}), {}, "has no 'gone'"),
    ],
)
def test_what_isaac_lab_does_not_have_stops_the_start(
    runner: Runner, edit: Any, changes: Any, message: str, kit: str
) -> None:
    file = runner.edits(edit, **changes)
    result = runner.run(file, TRAIN, "--task", DERIVED, IMITATED_KIT=kit)
    refused(result, message)


@pytest.mark.parametrize(
    ("edit", "changes", "message"),
    [
        (LEVEL, {"schema": "trotline/isaaclab-edits/9"}, "use the stub that belongs to this Trotline"),
        (("env.rewards.a", {"func": "rewards/gait.py:walk", "weight": 1.0}), {}, "has no 'walk'"),
        (("env.rewards.a", {"func": "rewards/run.py:run", "weight": 1.0}), {}, "run.py cannot be read"),
    ],
)
def test_what_can_be_known_before_isaac_lab_is_refused_at_once(
    runner: Runner, study: Path, edit: Any, changes: Any, message: str
) -> None:
    file = runner.edits(edit, rewards_folder=str(study), **changes)
    # No Isaac Lab anywhere: nothing of it may be needed to refuse.
    refused(runner.run(file, TRAIN, "--task", DERIVED, IMITATED_TASKS="no"), message)


@pytest.mark.parametrize("kit", ["", "1"])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "import no_such_module\ndef trot(env): ...\n",
            "ModuleNotFoundError: No module named 'no_such_module'",
        ),
        ("from math import *\n", "trotline_rewards.gait has no 'trot'"),
        ("trot = 3\n", "'trot' is a int, not a function"),
    ],
)
def test_a_study_s_file_that_fails_stops_the_start_once_the_environment_is_made(
    runner: Runner, study: Path, source: str, message: str, kit: str
) -> None:
    (study / "gait.py").write_text(source)
    term = {"func": "rewards/gait.py:trot", "weight": 1.0}
    file = runner.edits(("env.rewards.a", term), rewards_folder=str(study))
    result = runner.run(file, TRAIN, "--task", DERIVED, IMITATED_KIT=kit)
    refused(result, message)
    assert "[trotline] registered" in result.stdout


@pytest.mark.parametrize("task", [["--task", TASK], [f"--task={TASK}"], ["--task", f"pkg:{TASK}"]])
def test_training_the_base_task_by_mistake_is_refused(runner: Runner, task: list[str]) -> None:
    refused(runner.run(runner.edits(LEVEL), TRAIN, *task), f"but the edits are for {DERIVED}")


def test_training_another_agent_by_mistake_is_refused(runner: Runner) -> None:
    arguments = ["--task", DERIVED, "--agent", "skrl_cfg_entry_point"]
    refused(
        runner.run(runner.edits(LEVEL), TRAIN, *arguments), "but the edits are for rsl_rl_cfg_entry_point"
    )
    file = runner.edits(("agent.agent.clip", 0.2), agent_entry_point="skrl_cfg_entry_point")
    assert runner.run(file, TRAIN, *arguments).returncode == 0
    assert runner.dump["agent"]["agent"]["clip"] == 0.2


def test_a_command_line_without_a_task_is_refused(runner: Runner) -> None:
    refused(runner.run(runner.edits(LEVEL), TRAIN, "--headless"), f"lack --task {DERIVED}")


def test_a_missing_train_py_is_refused(runner: Runner) -> None:
    refused(runner.run(runner.edits(LEVEL), "train.py", "--task", DERIVED), "train.py does not exist")


def test_a_missing_edits_file_is_refused(runner: Runner) -> None:
    refused(runner.run("none.json", TRAIN, "--task", DERIVED), "none.json cannot be read")


def test_a_script_that_never_imports_the_tasks_is_reported(runner: Runner) -> None:
    script = runner.folder / "other.py"
    script.write_text("print('hello')\n")
    refused(runner.run(runner.edits(LEVEL), script, "--task", DERIVED), "without importing isaaclab_tasks")


def test_without_arguments_it_says_how_to_be_called(runner: Runner) -> None:
    result = runner.run()
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("usage: run.py EDITS.json TRAIN.PY")


class TestCallback:
    def start(self, runner: Runner, file: Path | str, **environment: str) -> subprocess.CompletedProcess[str]:
        callback = ["--external_callback", "trotline_isaaclab.callback.register"]
        source = str(HOME / "src")
        return runner.python(
            TRAIN,
            "--task",
            DERIVED,
            *callback,
            PYTHONPATH=source,
            TROTLINE_ISAACLAB_EDITS=str(file),
            **environment,
        )

    def test_registers_and_leaves_the_arguments_alone(self, runner: Runner) -> None:
        result = self.start(runner, runner.edits(LEVEL))
        assert result.returncode == 0, result.stderr
        assert result.stdout.splitlines()[0] == f"[trotline] registered {DERIVED} from {TASK} with 1 edit"
        assert runner.dump["env"]["scene"]["terrain"]["max_init_terrain_level"] == 3

    def test_refuses_with_one_line(self, runner: Runner) -> None:
        refused(self.start(runner, runner.edits(LEVEL, task="Foo")), "task 'Foo' is not registered")
        refused(self.start(runner, runner.folder / "none.json"), "none.json cannot be read")
        refused(self.start(runner, runner.edits(LEVEL, derived_task="Other")), "but the edits are for Other")

    def test_needs_the_environment_variable(self, runner: Runner) -> None:
        refused(self.start(runner, ""), "TROTLINE_ISAACLAB_EDITS does not name the file")
