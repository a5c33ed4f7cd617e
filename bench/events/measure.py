"""Trotline against TensorBoard's two readers: wall and CPU seconds of whole processes, start-up included.

    measure.py DATA [--times 3] [--python-share 0.1] [--trotline PATH]

DATA holds `tree` and `one`, as generate.py makes them. The readers take turns, so that whatever else the
machine does meets all of them. Every file is read once beforehand, so that all find it in the disk cache.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cost:
    """Seconds of one process."""

    wall: float
    cpu: float


def python_reader(folders: list[str]) -> None:
    """What a child process does: TensorBoard's reader, every point kept."""
    from tensorboard.backend.event_processing import event_accumulator

    points = 0
    for folder in folders:
        reader = event_accumulator.EventAccumulator(folder, size_guidance={event_accumulator.SCALARS: 0})
        reader.Reload()
        points += sum(len(reader.Scalars(tag)) for tag in reader.Tags()["scalars"])
    print(points)


def wait(process: subprocess.Popen[bytes], start: float, wall: float | None = None) -> Cost:
    """Waits for a process; its CPU time with that of its children that ended."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(wall if wall is not None else time.monotonic() - start, usage.ru_utime + usage.ru_stime)


def run(command: list[str], points: Callable[[str], int]) -> tuple[Cost, int]:
    """Runs a reader that ends by itself."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        cost = wait(subprocess.Popen(command, stdout=out), start)
        out.seek(0)
        return cost, points(out.read().decode())


def data_server(folder: Path, expected: dict[str, int], flags: list[str]) -> tuple[Cost, int]:
    """Starts TensorBoard's native server on a folder and waits until it has every series up to its last step.

    The server shows what it has loaded while it loads, so its own answer is what tells that it is done. Only
    the server's CPU time is counted; being asked costs it next to nothing. Reading the points out of it is
    not counted.
    """
    import grpc
    import tensorboard_data_server
    from tensorboard.data.proto import data_provider_pb2, data_provider_pb2_grpc

    binary = tensorboard_data_server.server_binary()
    with tempfile.TemporaryDirectory() as temporary:
        port_file = Path(temporary) / "port"
        start = time.monotonic()
        process = subprocess.Popen(
            [
                str(binary),
                f"--logdir={folder}",
                "--reload=once",
                "--samples-per-plugin=scalars=all",
                "--port=0",
                f"--port-file={port_file}",
                *flags,
            ]
        )
        while not (port_file.exists() and port_file.read_text().endswith("\n")):
            time.sleep(0.005)
        channel = grpc.insecure_channel(
            f"localhost:{port_file.read_text().strip()}", options=[("grpc.max_receive_message_length", -1)]
        )
        stub = data_provider_pb2_grpc.TensorBoardDataProviderStub(channel)
        listing = data_provider_pb2.ListScalarsRequest(experiment_id="x")
        listing.plugin_filter.plugin_name = "scalars"
        while True:
            answer = stub.ListScalars(listing)
            last = {
                f"{run.run_name}/{tag.tag_name}": tag.metadata.max_step
                for run in answer.runs
                for tag in run.tags
            }
            if last == expected:
                break
            time.sleep(0.02)
        wall = time.monotonic() - start
        # Not counted: that all points are there, on one run.
        reading = data_provider_pb2.ReadScalarsRequest(experiment_id="x")
        reading.plugin_filter.plugin_name = "scalars"
        reading.run_tag_filter.runs.names.append(answer.runs[0].run_name)
        reading.downsample.num_points = 1 << 40
        usage = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        cpu = (int(usage[11]) + int(usage[12])) / os.sysconf("SC_CLK_TCK")
        points = sum(len(tag.data.step) for run in stub.ReadScalars(reading).runs for tag in run.tags)
        channel.close()
        process.terminate()
        wait(process, start)
    return Cost(wall, cpu), points * len(answer.runs)


def expected_steps(document: dict[str, object], folder: Path) -> dict[str, int]:
    """Last step of every series by run and tag, from Trotline's figures."""
    steps: dict[str, int] = {}
    for one in document["runs"]:  # type: ignore[attr-defined]
        name = os.path.relpath(one["path"], folder)
        for tag, figures in one["tags"].items():
            steps[f"{name}/{tag}"] = figures["last_step"]
    return steps


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--times", type=int, default=3, help="repetitions of Trotline and the data server")
    parser.add_argument("--python-times", type=int, default=1)
    parser.add_argument(
        "--python-share",
        type=float,
        default=1.0,
        help="part of the data TensorBoard's Python reader is given",
    )
    parser.add_argument("--trotline", default=str(ROOT / "trotline"))
    options = parser.parse_args()
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    for name in ("tree", "one"):
        folder = options.data.resolve() / name
        measure(name, folder, options)


def measure(name: str, folder: Path, options: argparse.Namespace) -> None:
    """All readers on one folder."""
    for file in folder.rglob("*tfevents*"):
        file.read_bytes()
    trotline = [options.trotline, "--json", "analyze", str(folder), "--scalars"]
    document = json.loads(subprocess.run(trotline, check=True, capture_output=True).stdout)
    expected = expected_steps(document, folder)
    runs = sorted(one["path"] for one in document["runs"])
    share = runs[: max(1, round(len(runs) * options.python_share))]
    part = len(share) / len(runs)
    if len(runs) == 1 and options.python_share < 1:
        share, part = beginning(folder, options)
    costs: dict[str, list[Cost]] = {}
    counts: dict[str, int] = {}

    def note(reader: str, result: tuple[Cost, int]) -> None:
        costs.setdefault(reader, []).append(result[0])
        counts[reader] = result[1]
        print(
            f"  {name}: {reader}: {result[0].wall:.2f} s wall, {result[0].cpu:.2f} s CPU, {result[1]} points"
        )
        sys.stdout.flush()

    def figures(text: str) -> int:
        return sum(tag["points"] for one in json.loads(text)["runs"] for tag in one["tags"].values())

    for i in range(options.times):
        note("trotline", run(trotline, figures))
        note("data server", data_server(folder, expected, []))
        note("data server, checksums on", data_server(folder, expected, ["--checksum"]))
        if i < options.python_times:
            command = [sys.executable, __file__, "--child", *share]
            note(f"python reader, {part:.3f} of it", run(command, lambda text: int(text.split()[-1])))
    print(f"{name}: medians")
    base = Cost(*(statistics.median(getattr(c, what) for c in costs["trotline"]) for what in ("wall", "cpu")))
    for reader, all_costs in costs.items():
        scale = 1 / part if reader.startswith("python") else 1
        wall = statistics.median(c.wall for c in all_costs) * scale
        cpu = statistics.median(c.cpu for c in all_costs) * scale
        print(
            f"| {name} | {reader} | {wall:.2f} | {cpu:.2f} | {wall / base.wall:.1f} | {cpu / base.cpu:.1f} "
            f"| {counts[reader]} |"
        )


def beginning(folder: Path, options: argparse.Namespace) -> tuple[list[str], float]:
    """The first part of the one file, which breaks off in the middle of a record."""
    whole = next(folder.rglob("*tfevents*"))
    part = options.data.resolve() / "part"
    part.mkdir(exist_ok=True)
    size = round(whole.stat().st_size * options.python_share)
    with whole.open("rb") as source, (part / whole.name).open("wb") as target:
        target.write(source.read(size))
    return [str(part)], size / whole.stat().st_size


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        python_reader(sys.argv[2:])
    else:
        main()
