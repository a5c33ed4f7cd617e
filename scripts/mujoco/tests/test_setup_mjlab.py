"""scripts/setup-mjlab with a stand-in interpreter: what is installed where, when nothing is, how it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
# Behaves like a Python that can make an environment, tells where its packages lie, and logs every pip call.
STAND_IN = """#!/bin/sh
here=$(dirname "$(dirname "$0")")
case "$1 $2" in
    "-m venv") mkdir -p "$3/bin" "$3/packages" && cp "$0" "$3/bin/python" ;;
    "-c import sysconfig"*) echo "$here/packages" ;;
    "-c import mjlab"*) if [ -n "${IMPORT_FAILS:-}" ]; then echo "ImportError: no mjlab"; exit 1; fi ;;
    "-m pip")
        [ "$3" = install ] || exit 0
        echo "$*" >>"$PIP_LOG"
        if [ -n "${PIP_FAILS:-}" ]; then echo "ERROR: no matching distribution"; exit 1; fi ;;
esac
exit 0
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the script, its requirements and the embedded simulator's environment."""
    root = tmp_path / "a clone"
    for name in ("setup-mjlab", "mjlab/requirements.txt"):
        (root / "scripts" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / "scripts" / name, root / "scripts" / name)
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN)
    python.chmod(0o755)
    (root / ".venv" / "pyvenv.cfg").write_text("version = 3.11.7\n")
    return root


def setup(clone: Path, *argv: str, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TROTLINE_")}
    environment |= {"PIP_LOG": str(clone / "pip.log"), **extra}
    command = [str(clone / "scripts" / "setup-mjlab"), *argv]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)


def pip_calls(clone: Path) -> list[str]:
    log = clone / "pip.log"
    calls = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return calls


def test_first_call_installs_beside_the_other_environment_and_second_does_nothing(clone: Path) -> None:
    first = setup(clone)
    assert first.returncode == 0, first.stderr
    assert first.stdout == ""
    (call,) = pip_calls(clone)
    assert "--no-deps" in call and "mjlab/requirements.txt" in call
    link = clone / ".venv-mjlab" / "packages" / "trotline-base.pth"
    assert link.read_text() == f"{clone}/.venv/packages\n"
    assert not (clone / ".venv-mjlab.lock").exists()

    second = setup(clone)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert pip_calls(clone) == []


def test_no_torch_is_ever_installed() -> None:
    lines = (REPOSITORY / "scripts" / "mjlab" / "requirements.txt").read_text().splitlines()
    names = [line.split("==")[0] for line in lines if not line.startswith("#")]
    assert "mjlab" in names
    assert all(line.startswith("#") or "==" in line for line in lines)
    assert not [name for name in names if name.startswith(("torch", "nvidia", "triton", "cuda"))]


def test_changed_requirements_install_again(clone: Path) -> None:
    setup(clone)
    pip_calls(clone)
    with (clone / "scripts" / "mjlab" / "requirements.txt").open("a") as file:
        file.write("more==1.0\n")
    assert setup(clone).returncode == 0
    assert len(pip_calls(clone)) == 1


@pytest.mark.parametrize(
    ("variable", "message"), [("PIP_FAILS", "no matching distribution"), ("IMPORT_FAILS", "no mjlab")]
)
def test_failures_are_told_and_tried_again(clone: Path, variable: str, message: str) -> None:
    failed = setup(clone, **{variable: "1"})
    assert failed.returncode == 4
    assert message in failed.stderr
    assert not (clone / ".venv-mjlab.lock").exists()
    pip_calls(clone)
    assert setup(clone).returncode == 0
    assert len(pip_calls(clone)) == 1


def test_another_folder_can_be_named_and_unknown_arguments_are_refused(clone: Path) -> None:
    other = clone / "elsewhere" / "env"
    assert setup(clone, TROTLINE_MJLAB_VENV=str(other)).returncode == 0
    assert (other / "bin" / "python").exists()
    assert setup(clone, "--dev").returncode == 2
    assert "TROTLINE_MJLAB_VENV" in setup(clone, "--help").stdout
