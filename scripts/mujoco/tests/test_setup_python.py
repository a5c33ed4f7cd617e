"""scripts/setup-python with a stand-in interpreter: what is installed, when nothing is, how it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
# Behaves like a Python that is new enough, can make an environment, and logs every pip call.
STAND_IN = """#!/bin/sh
case "$1 $2" in
    "-c import sys"*) exit 0 ;;
    "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip")
        [ "$3" = install ] || exit 0
        echo "$*" >>"$PIP_LOG"
        if [ -n "${PIP_FAILS:-}" ]; then echo "ERROR: no matching distribution"; exit 1; fi ;;
esac
exit 0
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the script, the requirement files and nothing else; its path holds a space."""
    root = tmp_path / "a clone"
    (root / "scripts" / "mujoco").mkdir(parents=True)
    shutil.copy2(REPOSITORY / "scripts" / "setup-python", root / "scripts" / "setup-python")
    (root / "scripts" / "isaaclab").mkdir()
    names = ("requirements.txt", "requirements-nodeps.txt", "requirements-dev.txt", "pyproject.toml")
    for name in (*(f"mujoco/{name}" for name in names), "isaaclab/requirements-dev.txt"):
        shutil.copy(REPOSITORY / "scripts" / name, root / "scripts" / name)
    python = root / "stand-in"
    python.write_text(STAND_IN)
    python.chmod(0o755)
    return root


def setup(clone: Path, *argv: str, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TROTLINE_")}
    # The interpreter variable may list several candidates, so it cannot hold a space: go through PATH.
    environment |= {
        "TROTLINE_PYTHON": "stand-in",
        "PATH": f"{clone}:{os.environ['PATH']}",
        "PIP_LOG": str(clone / "pip.log"),
        **extra,
    }
    command = [str(clone / "scripts" / "setup-python"), *argv]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)


def pip_calls(clone: Path) -> list[str]:
    log = clone / "pip.log"
    calls = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return calls


def test_first_call_installs_and_second_does_nothing(clone: Path) -> None:
    first = setup(clone)
    assert first.returncode == 0, first.stderr
    assert first.stdout == ""
    calls = pip_calls(clone)
    assert len(calls) == 3
    assert "requirements.txt" in calls[0]
    assert "--no-deps" in calls[1] and "requirements-nodeps.txt" in calls[1]
    assert "--no-deps" in calls[2] and "--editable" in calls[2]
    assert (clone / ".venv" / "bin" / "python").exists()
    assert not (clone / ".venv.lock").exists()

    second = setup(clone)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert pip_calls(clone) == []


def test_changed_requirements_install_again(clone: Path) -> None:
    setup(clone)
    pip_calls(clone)
    with (clone / "scripts" / "mujoco" / "requirements.txt").open("a") as stream:
        stream.write("# newer\n")

    assert setup(clone).returncode == 0
    assert len(pip_calls(clone)) == 3


def test_dev_tools_are_added_and_then_kept(clone: Path) -> None:
    setup(clone)
    pip_calls(clone)

    assert setup(clone, "--dev").returncode == 0
    assert "requirements-dev.txt" in pip_calls(clone)[-1]
    assert setup(clone).returncode == 0
    assert pip_calls(clone) == []


def test_environment_elsewhere_and_extra_index(clone: Path, tmp_path: Path) -> None:
    venv = tmp_path / "else where" / "venv"
    done = setup(clone, TROTLINE_VENV=str(venv), TROTLINE_TORCH_INDEX="file:///wheels")

    assert done.returncode == 0, done.stderr
    assert (venv / "bin" / "python").exists()
    has_gpu = Path("/dev/nvidiactl").exists()
    assert ("--extra-index-url file:///wheels" in pip_calls(clone)[0]) != has_gpu


def test_failed_installation_is_tried_again(clone: Path) -> None:
    failed = setup(clone, PIP_FAILS="1")

    assert failed.returncode == 4
    assert "ERROR: no matching distribution" in failed.stderr
    assert "pip failed; the whole output is in " in failed.stderr
    assert not (clone / ".venv.lock").exists()
    pip_calls(clone)
    assert setup(clone).returncode == 0
    assert len(pip_calls(clone)) == 3


def test_no_python_is_one_sentence(clone: Path) -> None:
    done = setup(clone, TROTLINE_PYTHON="no-such-python")

    assert done.returncode == 4
    assert done.stderr == (
        "setup-python: Python 3.11 or newer with venv is needed; install it or set TROTLINE_PYTHON\n"
    )


def test_lock_of_a_dead_process_is_taken_over(clone: Path) -> None:
    lock = clone / ".venv.lock"
    lock.mkdir()
    ended = subprocess.Popen(["true"])
    ended.wait()
    (lock / "pid").write_text(f"{ended.pid}\n")

    assert setup(clone).returncode == 0
    assert not lock.exists()


def test_lock_without_an_owner_does_not_block_for_ever(clone: Path) -> None:
    (clone / ".venv.lock").mkdir()

    done = setup(clone)

    assert done.returncode == 0
    assert "waiting for another installation (process unknown)" in done.stderr


def test_two_calls_at_once_install_once(clone: Path) -> None:
    environment = {
        **os.environ,
        "TROTLINE_PYTHON": "stand-in",
        "PATH": f"{clone}:{os.environ['PATH']}",
        "PIP_LOG": str(clone / "pip.log"),
    }
    environment.pop("TROTLINE_VENV", None)
    command = [str(clone / "scripts" / "setup-python")]
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in range(2)]

    assert [process.wait(timeout=300) for process in both] == [0, 0]
    assert len(pip_calls(clone)) == 3


def test_unknown_argument_is_a_usage_error(clone: Path) -> None:
    assert setup(clone, "--fast").returncode == 2
