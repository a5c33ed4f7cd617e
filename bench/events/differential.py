"""Random event folders, read by TensorBoard's own readers and by Trotline: every figure must be the same.

    differential.py [--folders 2000] [--seed 1] [--batch 250] [--keep DIR] [--golden FILE.zip]

Values of the old encoding are held against `event_accumulator.EventAccumulator`, scalars stored as
tensors against the reader behind its pages (`plugin_event_accumulator`), both keeping every point. Left out,
because those readers raise an error there: messages that are no protocol buffers, and tags that are no UTF-8.
A link that leads nowhere comes last in its folder: TensorBoard reads no file behind one, Trotline does.
`--golden` packs the folders and TensorBoard's figures into a zip for the unit tests.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from tensorboard.backend.event_processing import event_accumulator, plugin_event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c
from tensorboard.util import tensor_util

ROOT = Path(__file__).resolve().parents[2]
Figures = dict[str, dict[str, object]]

SIMPLE = [
    "Loss/value",
    "Loss/value_function",
    "Loss",
    "a",
    "aa",
    "Grüße/größe",
    "脚/高さ",
    "🐕/gait",
    "x" * 130,
    "Train/mean_reward",
]
TENSORS = ["new/loss", "new/loss2", "new/ä"]
OTHERS = ["text/note", "hist/weights"]
VERSIONS = ["brain.Event:2"] * 8 + [
    "brain.Event:1",
    "brain.Event:",
    "brain.Event:2.0",
    "brain.Event:1_0",
    "2",
    "v1",
    "nan",
]
STEPS = [-(2**63), -5, -1, 2**31, 2**40, 2**63 - 1]
VALUES = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1e-45, 3.4e38, -3.4e38, 1.1754944e-38]


def frame(payload: bytes) -> bytes:
    """One record."""
    length = struct.pack("<Q", len(payload))
    return (
        length
        + struct.pack("<I", masked_crc32c(length))
        + payload
        + struct.pack("<I", masked_crc32c(payload))
    )


class Folder:
    """Makes the files of one run."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.step = self.random.choice([0, 0, 0, 100, -3])
        self.wall = 1.7e9
        self.described: set[str] = set()
        self.many_tags = [f"many/{i}" for i in range(5000)] if self.random.random() < 0.004 else []
        # A folder of tensors is left free of old values, and of versions that change how restarts are told.
        self.kinds = self.random.choice([["simple"], ["simple"], ["tensor"], ["simple", "tensor"]])

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        pick = self.random
        count = pick.choice([1, 1, 1, 2, 2, 3, 4])
        for i in range(count):
            name = (
                f"events.out.tfevents.{1700000000 + 10 * i}.{pick.choice(['host', 'a-b.local', 'ä'])}.{i}.0"
            )
            (folder / name).write_bytes(self.file())
            if pick.random() < 0.5:
                self.step = pick.choice([0, max(0, self.step - pick.randrange(8)), self.step])
        if pick.random() < 0.1:
            (folder / "events.out.tfevents.1.profile-empty").write_bytes(self.file())
        if pick.random() < 0.1:
            (folder / "model_0.pt").write_bytes(b"no events")
        if pick.random() < 0.05:
            (folder / "events.out.tfevents.9999999999.gone").symlink_to("/nowhere/at/all")

    def file(self) -> bytes:
        pick = self.random
        out = bytearray()
        if pick.random() < 0.9:
            out += frame(self.event(file_version=pick.choice(VERSIONS)).SerializeToString())
        if self.many_tags:
            for tag in self.many_tags:
                out += frame(self.event(summary=self.summary([self.simple(tag)])).SerializeToString())
        for _ in range(pick.choice([0, 1, 5, 30, 80])):
            out += self.records()
        return self.ending(bytes(out))

    def ending(self, whole: bytes) -> bytes:
        pick = self.random
        kind = pick.choice(["clean"] * 6 + ["cut", "flip", "zeros", "empty", "junk"])
        if kind == "cut":
            return whole[: pick.randrange(len(whole) + 1)]
        if kind == "flip" and whole:
            damaged = bytearray(whole)
            damaged[pick.randrange(len(whole))] ^= 1 << pick.randrange(8)
            return bytes(damaged)
        if kind == "zeros":
            return whole + bytes(pick.randrange(1, 100))
        if kind == "junk":
            return whole + pick.randbytes(pick.randrange(1, 40))
        return b"" if kind == "empty" and pick.random() < 0.3 else whole

    def event(self, **what: object) -> event_pb2.Event:
        self.wall += self.random.random()
        return event_pb2.Event(wall_time=self.wall, step=self.step, **what)  # type: ignore[arg-type]

    @staticmethod
    def summary(values: list[summary_pb2.Summary.Value]) -> summary_pb2.Summary:
        return summary_pb2.Summary(value=values)

    def records(self) -> bytes:
        pick = self.random
        roll = pick.random()
        if roll < 0.55:
            self.step = min(self.step + pick.choice([0, 0, 1, 1, 2]), 2**63 - 1)
            return b"".join(self.scalar_record() for _ in range(pick.randrange(1, 5)))
        if roll < 0.65:
            values = [self.value() for _ in range(pick.randrange(0, 5))]
            return frame(self.event(summary=self.summary(values)).SerializeToString())
        if roll < 0.72:
            self.step = pick.choice([max(0, self.step - pick.randrange(10)), self.step, 0])
            return b""
        if roll < 0.76:
            self.step = pick.choice(STEPS)
            return self.scalar_record()
        if roll < 0.82:
            log = event_pb2.SessionLog(status=pick.choice([1, 1, 1, 0, 2, 3]))
            return frame(self.event(session_log=log).SerializeToString())
        if roll < 0.86:
            return frame(self.event(graph_def=b"").SerializeToString())
        if roll < 0.88:
            return frame(self.event(log_message=event_pb2.LogMessage(message="m")).SerializeToString())
        if roll < 0.9:
            return frame(self.event().SerializeToString())
        if roll < 0.92:
            return frame(self.event(file_version=pick.choice(VERSIONS)).SerializeToString())
        if roll < 0.96:
            return frame(self.event(summary=self.summary([self.other()])).SerializeToString())
        return frame(self.unusual())

    def unusual(self) -> bytes:
        """The same message in another spelling: fields in another order, unknown ones, a oneof set twice."""
        pick = self.random
        summary = self.event(summary=self.summary([self.value()]))
        parts = [
            b"\x09" + struct.pack("<d", self.wall),
            event_pb2.Event(step=self.step).SerializeToString(),
            event_pb2.Event(summary=summary.summary).SerializeToString(),
        ]
        pick.shuffle(parts)
        extra = pick.choice(
            [
                b"",
                b"\xf8\x07\x05",
                b"\xfa\x07\x03abc",
                event_pb2.Event(file_version="brain.Event:2").SerializeToString(),
                event_pb2.Event(summary=self.summary([self.value()])).SerializeToString(),
            ]
        )
        if pick.random() < 0.5:
            return b"".join(parts) + extra
        return extra + b"".join(parts)

    def scalar_record(self) -> bytes:
        return frame(self.event(summary=self.summary([self.value()])).SerializeToString())

    def number(self) -> float:
        pick = self.random
        value = pick.choice(VALUES) if pick.random() < 0.05 else pick.gauss(0, 10 ** pick.randrange(-6, 6))
        return float(np.float32(value))

    def value(self) -> summary_pb2.Summary.Value:
        if self.random.choice(self.kinds) == "tensor":
            return self.tensor(self.random.choice(TENSORS))
        return self.simple(self.random.choice(SIMPLE) if self.random.random() > 0.004 else "")

    def simple(self, tag: str) -> summary_pb2.Summary.Value:
        value = summary_pb2.Summary.Value(tag=tag, simple_value=self.number())
        if self.random.random() < 0.02:
            value.metadata.plugin_data.plugin_name = self.random.choice(["scalars", "text"])
        return value

    def tensor(self, tag: str) -> summary_pb2.Summary.Value:
        value = summary_pb2.Summary.Value(tag=tag, tensor=self.random.choice(TENSOR_FORMS)(self.number()))
        if tag not in self.described or self.random.random() < 0.2:
            again = tag in self.described
            self.described.add(tag)
            value.metadata.plugin_data.plugin_name = (
                "text" if again and self.random.random() < 0.1 else "scalars"
            )
            value.metadata.data_class = self.random.choice([0, 1])
        return value

    def other(self) -> summary_pb2.Summary.Value:
        pick = self.random
        if pick.random() < 0.5:
            histogram = summary_pb2.HistogramProto(
                min=0, max=1, num=1, sum=1, bucket_limit=[1.0], bucket=[1.0]
            )
            return summary_pb2.Summary.Value(tag=pick.choice([*OTHERS, *SIMPLE[:2]]), histo=histogram)
        tensor = tensor_pb2.TensorProto(dtype=types_pb2.DT_STRING, string_val=[b"text"])
        value = summary_pb2.Summary.Value(tag=OTHERS[0], tensor=tensor)
        value.metadata.plugin_data.plugin_name = "text"
        return value


def _content(dtype: int, numpy: str) -> Callable[[float], tensor_pb2.TensorProto]:
    def make(number: float) -> tensor_pb2.TensorProto:
        whole = numpy.startswith(("i", "u", "b"))
        clean = (abs(int(number)) % 100 if math.isfinite(number) else 7) if whole else number
        with np.errstate(over="ignore"):
            return tensor_pb2.TensorProto(dtype=dtype, tensor_content=np.array(clean, dtype=numpy).tobytes())

    return make


def _half(number: float) -> tensor_pb2.TensorProto:
    with np.errstate(over="ignore"):
        bits = int(np.array(number, dtype=np.float16).view(np.uint16))
    return tensor_pb2.TensorProto(dtype=types_pb2.DT_HALF, half_val=[bits])


def _whole(number: float) -> int:
    return int(max(-(2**31), min(number, 2**31 - 1))) if math.isfinite(number) else 3


TENSOR_FORMS: list[Callable[[float], tensor_pb2.TensorProto]] = [
    lambda n: tensor_pb2.TensorProto(dtype=types_pb2.DT_FLOAT, float_val=[n]),
    lambda n: tensor_pb2.TensorProto.FromString(b"\x08\x01\x2d" + struct.pack("<f", n)),
    lambda n: tensor_util.make_tensor_proto(np.float32(n)),
    lambda n: tensor_util.make_tensor_proto(np.array([n], dtype=np.float32)),
    lambda n: tensor_pb2.TensorProto(dtype=types_pb2.DT_DOUBLE, double_val=[n / 3]),
    lambda n: tensor_util.make_tensor_proto(np.float64(n / 3)),
    lambda n: tensor_pb2.TensorProto(dtype=types_pb2.DT_INT32, int_val=[_whole(n)]),
    lambda n: tensor_pb2.TensorProto(dtype=types_pb2.DT_INT64, int64_val=[_whole(n) * 2**20]),
    lambda n: tensor_pb2.TensorProto(dtype=types_pb2.DT_BOOL, bool_val=[n > 0]),
    _half,
    _content(types_pb2.DT_FLOAT, "f4"),
    _content(types_pb2.DT_DOUBLE, "f8"),
    _content(types_pb2.DT_HALF, "f2"),
    _content(types_pb2.DT_INT32, "i4"),
    _content(types_pb2.DT_INT64, "i8"),
    _content(types_pb2.DT_UINT8, "u1"),
    _content(types_pb2.DT_INT8, "i1"),
    _content(types_pb2.DT_INT16, "i2"),
    _content(types_pb2.DT_UINT16, "u2"),
    _content(types_pb2.DT_BOOL, "bool"),
]


def figures(points: list[tuple[int, float]]) -> dict[str, object]:
    """The figures of a tag, as corpus/runs/README.md defines them."""
    values = [value for _, value in points]
    finite = [value for value in values if math.isfinite(value)]
    last = values[-1]
    word = last if math.isfinite(last) else "nan" if math.isnan(last) else "inf" if last > 0 else "-inf"
    return {
        "points": len(points),
        "first_step": points[0][0],
        "last_step": points[-1][0],
        "last_value": word,
        "min": min(finite) if finite else None,
        "max": max(finite) if finite else None,
        "mean": math.fsum(finite) / len(finite) if finite else None,
        "nan": sum(math.isnan(value) for value in values),
        "inf": sum(math.isinf(value) for value in values),
    }


def tensorboard(folder: Path) -> Figures:
    """What TensorBoard's readers say of a folder; tags that a restart emptied are left out."""
    old = event_accumulator.EventAccumulator(str(folder), size_guidance={event_accumulator.SCALARS: 0})
    old.Reload()
    found = {tag: [(e.step, e.value) for e in old.Scalars(tag)] for tag in old.Tags()["scalars"]}
    new = plugin_event_accumulator.EventAccumulator(
        str(folder), size_guidance={plugin_event_accumulator.TENSORS: 0}, tensor_size_guidance={"scalars": 0}
    )
    new.Reload()
    for tag in new.Tags()["tensors"]:
        metadata = new.summary_metadata.get(tag)
        if tag in found or metadata is None or metadata.plugin_data.plugin_name != "scalars":
            continue
        if metadata.data_class == summary_pb2.DATA_CLASS_SCALAR:
            events = new.Tensors(tag)
            found[tag] = [(e.step, float(tensor_util.make_ndarray(e.tensor_proto).item())) for e in events]
    return {tag: figures(points) for tag, points in found.items() if points}


def trotline(command: str, folder: Path) -> dict[str, Figures]:
    """What Trotline says of all folders of a tree, by path."""
    done = subprocess.run(
        [command, "--json", "analyze", str(folder), "--scalars"], check=True, capture_output=True
    )
    return {run["path"]: run["tags"] for run in json.loads(done.stdout)["runs"]}


def compare(name: str, theirs: Figures, ours: Figures) -> list[str]:
    """What differs."""
    problems = []
    for tag in sorted({*theirs, *ours}):
        if theirs.get(tag) != ours.get(tag):
            problems.append(f"{name}: {tag!r}: TensorBoard {theirs.get(tag)}, Trotline {ours.get(tag)}")
    return problems


def pack(target: Path, folder: Path, truth: dict[str, Figures]) -> None:
    """The folders and TensorBoard's figures in one archive that is the same each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)

        for file in sorted(folder.rglob("*")):
            if file.is_file():
                add(str(file.relative_to(folder)), file.read_bytes())
        add("truth.json", json.dumps(truth, sort_keys=True).encode())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folders", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=250)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--golden", type=Path)
    parser.add_argument("--trotline", default=str(ROOT / "trotline"))
    options = parser.parse_args()
    logging.getLogger("tensorboard").setLevel(logging.CRITICAL)
    points = series = folders = 0
    problems: list[str] = []
    for first in range(0, options.folders, options.batch):
        tree = Path(tempfile.mkdtemp(dir=options.keep)).resolve()
        try:
            truth: dict[str, Figures] = {}
            for i in range(first, min(first + options.batch, options.folders)):
                folder = tree / f"f{i:05d}"
                Folder(options.seed * 1_000_003 + i).write(folder)
                truth[folder.name] = tensorboard(folder)
            ours = trotline(options.trotline, tree)
            for name, theirs in truth.items():
                problems += compare(name, theirs, ours.get(str(tree / name), {}))
                points += sum(int(str(tag["points"])) for tag in theirs.values())
                series += len(theirs)
                folders += 1
            if options.golden is not None:
                pack(options.golden, tree, truth)
        finally:
            if options.keep is None:
                shutil.rmtree(tree)
        print(f"{folders} folders, {series} series, {points} points, {len(problems)} differences", flush=True)
    print("\n".join(problems[:20]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
