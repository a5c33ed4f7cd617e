"""The single-node Slurm of `scripts/setup-slurm`, started for real; needs root and Debian's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[3] / "scripts" / "setup-slurm"
COMMANDS = ("munged", "slurmctld", "slurmd", "sbatch")
SYSTEM_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="setup-slurm needs root"),
    pytest.mark.skipif(
        any(shutil.which(c, path=SYSTEM_PATH) is None for c in COMMANDS) and shutil.which("apt-get") is None,
        reason="Slurm is absent and there is no apt-get to install it",
    ),
]


def setup(action: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SETUP, action, folder], capture_output=True, text=True, timeout=300, check=False)


def slurm(folder: Path, *command: str) -> str:
    environment = {**os.environ, "SLURM_CONF": str(folder / "etc" / "slurm.conf")}
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def await_state(folder: Path, job: str, state: str) -> None:
    seen = ""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        seen = slurm(folder, "squeue", "-h", "-t", "all", "-o", "%T", "-j", job)
        if seen == state:
            return
        time.sleep(0.2)
    raise AssertionError(f"job {job} is {seen}, not {state}")


def alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(") ")[2][0] != "Z"


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # Sockets' names are short, so is the folder's.
    folder = tmp_path_factory.mktemp("slurm")
    started = setup("start", folder)
    if started.returncode == 4 and "apt-get" in started.stderr:
        pytest.skip(started.stderr.strip().splitlines()[-1])
    try:
        assert started.returncode == 0, started.stderr
        yield folder
    finally:
        setup("stop", folder)


def test_a_job_gets_its_gpu_and_a_stop_leaves_no_process(cluster: Path) -> None:
    out = cluster / "job.out"
    job = slurm(
        cluster,
        "sbatch",
        "--parsable",
        "--gres=gpu:1",
        "-o",
        str(out),
        "--wrap",
        "echo gpus=$SLURM_GPUS_ON_NODE; exit 3",
    )
    await_state(cluster, job, "FAILED")
    assert "ExitCode=3:0" in slurm(cluster, "scontrol", "show", "job", "-o", job)
    assert out.read_text() == "gpus=1\n"

    pids = cluster / "pids"
    wrap = f"setsid sleep 600 & echo $! $$ > {pids}; wait"
    job = slurm(cluster, "sbatch", "--parsable", "-o", "/dev/null", "--wrap", wrap)
    await_state(cluster, job, "RUNNING")
    deadline = time.monotonic() + 10
    while not (pids.exists() and pids.read_text().endswith("\n")) and time.monotonic() < deadline:
        time.sleep(0.1)
    processes = [int(word) for word in pids.read_text().split()]
    processes += [int(path.read_text()) for path in (cluster / "run").glob("*.pid")]
    assert len(processes) == 5
    assert setup("status", cluster).returncode == 0
    assert setup("start", cluster).returncode == 0, "starting twice changes nothing"
    assert setup("stop", cluster).returncode == 0
    assert not [pid for pid in processes if alive(pid)]
    assert setup("status", cluster).returncode == 1


def test_a_killed_controller_is_started_again_and_its_job_is_still_known(cluster: Path) -> None:
    job = slurm(
        cluster,
        "sbatch",
        "--parsable",
        "--hold",
        "--comment=TROTLINE_RUN=exp001/s1",
        "-o",
        "/dev/null",
        "--wrap",
        "true",
    )
    time.sleep(1)  # the controller saves its state a moment after it has answered
    os.kill(int((cluster / "run" / "slurmctld.pid").read_text()), 9)
    assert setup("start", cluster).returncode == 0
    assert slurm(cluster, "squeue", "-h", "-o", "%i %r %k") == f"{job} JobHeldUser TROTLINE_RUN=exp001/s1"
