"""The command line: what is refused, with which status, and how early."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from trotline_mujoco import cli, dump_config, tasks, yaml_dump


def run(module: str, *argv: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key != "HYDRA_FULL_ERROR"}
    return subprocess.run(
        [sys.executable, "-m", f"trotline_mujoco.{module}", *argv],
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def cpu_seconds_of_children() -> float:
    """What the machine's load cannot falsify."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def dump(folder: Path, *argv: str) -> tuple[dict[str, object], dict[str, object]]:
    dump_config.main(["--task", tasks.FLAT, "--output", str(folder), *argv])
    return yaml_dump.load(folder / "env.yaml"), yaml_dump.load(folder / "agent.yaml")


def test_options_win_over_overrides(tmp_path: Path) -> None:
    env_cfg, agent_cfg = dump(
        tmp_path,
        *("--num_envs", "32", "--seed", "7", "--max_iterations", "9", "--experiment_name", "e"),
        *("--run_name", "r", "--load_run", "x.*", "--checkpoint", "model_3.pt", "--headless"),
        *("env.scene.num_envs=64", "agent.seed=1", "env.seed=null", "agent.resume=true"),
    )

    assert env_cfg["scene"]["num_envs"] == 32  # type: ignore[index]
    assert env_cfg["seed"] == agent_cfg["seed"] == 7
    assert agent_cfg["max_iterations"] == 9
    assert (agent_cfg["experiment_name"], agent_cfg["run_name"]) == ("e", "r")
    assert (agent_cfg["load_run"], agent_cfg["load_checkpoint"]) == ("x.*", "model_3.pt")
    assert agent_cfg["resume"] is False


def test_seed_minus_one_draws_a_seed(tmp_path: Path) -> None:
    _, agent_cfg = dump(tmp_path, "--seed", "-1")

    assert 0 <= int(str(agent_cfg["seed"])) <= 10000


@pytest.mark.parametrize("module", ["train", "dump_config"])
def test_typo_fails_fast_with_hydras_words(tmp_path: Path, module: str) -> None:
    argv = ["--task", tasks.FLAT, "env.rewards.feet_air_tme.weight=1.0"]
    if module == "dump_config":
        argv += ["--output", str(tmp_path / "out")]
    before = cpu_seconds_of_children()
    done = run(module, *argv, cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("Could not override 'env.rewards.feet_air_tme.weight'.\n")
    assert "Key 'feet_air_tme' is not in struct\n    full_key: env.rewards.feet_air_tme\n" in done.stderr
    assert "    object_type=dict\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert cpu_seconds_of_children() - before < 0.5
    assert list(tmp_path.iterdir()) == []


def test_full_error_shows_the_traceback(tmp_path: Path) -> None:
    done = run("train", "--task", tasks.FLAT, "env.nothing=1", cwd=tmp_path, HYDRA_FULL_ERROR="1")

    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "Could not override 'env.nothing'." in done.stderr


def test_type_error_is_reported_as_hydra_does(tmp_path: Path) -> None:
    item = "env.rewards.feet_air_time.weight=1"
    done = run("train", "--task", tasks.FLAT, item, cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Error executing job with overrides: ['{item}']\nTraceback")
    assert (
        "ValueError: [Config]: Incorrect type under namespace: /rewards/feet_air_time/weight. "
        "Expected: <class 'float'>, Received: <class 'int'>." in done.stderr
    )


def test_unknown_task(tmp_path: Path) -> None:
    done = run("train", "--task", "Isaac-Ant-v0", cwd=tmp_path)

    assert done.returncode == 1
    assert "NameNotFound: Environment `Isaac-Ant-v0` doesn't exist." in done.stderr


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--task", tasks.FLAT, "--num_envs", "many"],
        ["--task", tasks.FLAT, "--num_envs", "0"],
        ["--task", tasks.FLAT, "--max_iterations", "-5"],
        ["--task", tasks.FLAT, "--device", "cuda:0"],
        ["--task", tasks.FLAT, "--logger", "wandb"],
        ["--task", tasks.FLAT, "--video"],
    ],
)
def test_usage_errors_exit_with_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.parse(cli.build_parser("test"), argv)

    assert end.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_unwritable_output_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("dump_config", "--task", tasks.FLAT, "--output", str(tmp_path / "file"), cwd=tmp_path)

    assert done.returncode == 1
    assert re.fullmatch(r"cannot write the configuration to .*/file: .*\n", done.stderr)


def make_runs(root: Path) -> None:
    for name in ("2026-01-01_00-00-00_a", "2026-01-02_00-00-00_b"):
        folder = root / "logs" / "rsl_rl" / "quad_flat" / name
        folder.mkdir(parents=True)
        for iteration in (0, 50, 100, 1000):
            (folder / f"model_{iteration}.pt").write_text("")


def test_checkpoint_to_resume_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_runs(tmp_path)
    monkeypatch.chdir(tmp_path)
    _, agent_cfg = tasks.load(tasks.FLAT)

    assert cli.find_checkpoint(agent_cfg).parts[-2:] == ("2026-01-02_00-00-00_b", "model_1000.pt")
    agent_cfg |= {"load_run": ".*_a", "load_checkpoint": "model_50.pt"}
    assert cli.find_checkpoint(agent_cfg).parts[-2:] == ("2026-01-01_00-00-00_a", "model_50.pt")
    agent_cfg["load_checkpoint"] = "best.*"
    with pytest.raises(ValueError, match="No checkpoints in the directory: "):
        cli.find_checkpoint(agent_cfg)
    agent_cfg["load_run"] = "2027.*"
    with pytest.raises(ValueError, match="No runs present in the directory: "):
        cli.find_checkpoint(agent_cfg)
