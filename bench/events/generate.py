"""Writes event files as torch's SummaryWriter does, fast: one scalar per record, both checksums.

Deterministic: the same arguments give the same bytes. Tags are those of an Isaac Lab training of a
quadruped with rsl_rl, logged in their usual order.

    generate.py tree DIR [--runs 100] [--steps 2000]   DIR/run000/events.out.tfevents...
    generate.py file DIR [--megabytes 500]             one file
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

TERMS = (
    "track_lin_vel_xy_exp",
    "track_ang_vel_z_exp",
    "lin_vel_z_l2",
    "ang_vel_xy_l2",
    "dof_torques_l2",
    "dof_acc_l2",
    "action_rate_l2",
    "feet_air_time",
    "undesired_contacts",
    "flat_orientation_l2",
    "dof_pos_limits",
    "base_height_l2",
    "joint_deviation_hip",
    "feet_slide",
    "stand_still",
    "termination_penalty",
    "energy",
    "foot_clearance",
)
TAGS = (
    *(f"Episode_Reward/{term}" for term in TERMS),
    "Curriculum/terrain_levels",
    "Metrics/base_velocity/error_vel_xy",
    "Metrics/base_velocity/error_vel_yaw",
    "Episode_Termination/time_out",
    "Episode_Termination/base_contact",
    "Episode_Termination/terrain_out_of_bounds",
    "Episode_Termination/bad_orientation",
    "Loss/value_function",
    "Loss/surrogate",
    "Loss/entropy",
    "Loss/learning_rate",
    "Loss/symmetry",
    "Policy/mean_noise_std",
    "Perf/total_fps",
    "Perf/collection time",
    "Perf/learning_time",
    "Perf/gpu_memory",
    "Train/mean_reward",
    "Train/mean_episode_length",
    "Train/mean_reward/time",
    "Train/mean_episode_length/time",
    "Train/success_rate",
)
STEPS_AT_ONCE = 2000


def _table() -> npt.NDArray[np.uint32]:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(0x82F63B78), table >> 1)
    return table.astype(np.uint32)


TABLE = _table()


def masked_crc(rows: Bytes) -> npt.NDArray[np.uint32]:
    """The masked CRC-32C of every row, all rows at once, column by column."""
    crc = np.full(len(rows), 0xFFFFFFFF, dtype=np.uint32)
    for column in rows.T:
        crc = TABLE[(crc ^ column) & 0xFF] ^ (crc >> 8)
    crc ^= np.uint32(0xFFFFFFFF)
    return ((crc >> 15) | (crc << 17)) + np.uint32(0xA282EAD8)


def as_bytes(numbers: npt.NDArray[np.generic], dtype: str) -> Bytes:
    """Rows of little-endian bytes."""
    flat = np.ascontiguousarray(numbers.astype(dtype))
    return flat.view(np.uint8).reshape(len(flat), -1)


def varint(steps: npt.NDArray[np.int64], width: int) -> Bytes:
    """Rows of variable-length integers of one width."""
    columns = [(steps >> (7 * i)) & 0x7F | (0x80 if i < width - 1 else 0) for i in range(width)]
    return np.stack(columns, axis=1).astype(np.uint8)


def records(
    tag: str, steps: npt.NDArray[np.int64], walls: npt.NDArray[np.float64], values: Bytes, width: int
) -> Bytes:
    """One framed record per row: wall time, step (absent for 0, as protobuf writes it), summary."""

    def fixed(text: bytes) -> Bytes:
        return np.broadcast_to(np.frombuffer(text, dtype=np.uint8), (len(steps), len(text)))

    name = tag.encode()
    value = bytes([0x0A, len(name)]) + name + b"\x15"
    one = len(value) + 4
    head = bytes([0x2A, one + 2, 0x0A, one]) + value
    step = [fixed(b"\x10"), varint(steps, width)] if width else []
    payload = np.concatenate([fixed(b"\x09"), as_bytes(walls, "<f8"), *step, fixed(head), values], axis=1)
    length = np.full(1, payload.shape[1], dtype="<u8").view(np.uint8).reshape(1, 8)
    header = length.tobytes() + int(masked_crc(length)[0]).to_bytes(4, "little")
    return np.concatenate([fixed(header), payload, as_bytes(masked_crc(payload), "<u4")], axis=1)


def frame(payload: bytes) -> bytes:
    """One record."""

    def crc(data: bytes) -> bytes:
        return int(masked_crc(np.frombuffer(data, dtype=np.uint8).reshape(1, -1))[0]).to_bytes(4, "little")

    length = len(payload).to_bytes(8, "little")
    return length + crc(length) + payload + crc(payload)


def write(out: BinaryIO, seed: int, steps: int, most_bytes: int | None = None) -> int:
    """Writes a training; returns the number of scalars."""
    random = np.random.default_rng(seed)
    start = 1_700_000_000.0 + 1000 * seed
    written = out.write(frame(b"\x09" + np.float64(start).tobytes() + b"\x1a\x0dbrain.Event:2"))
    level = random.normal(size=len(TAGS)) * 10.0 ** random.integers(-4, 3, size=len(TAGS))
    first = 0
    scalars = 0
    while first < steps and (most_bytes is None or written < most_bytes):
        width = 0 if first == 0 else (first.bit_length() + 6) // 7
        last = min(steps, first + STEPS_AT_ONCE, 1 if width == 0 else 1 << (7 * width))
        numbers = np.arange(first, last, dtype=np.int64)
        columns = []
        for i, tag in enumerate(TAGS):
            noise = random.normal(size=len(numbers)).astype(np.float32)
            values = as_bytes((level[i] * (1 + 0.1 * noise)).astype(np.float32), "<f4")
            columns.append(records(tag, numbers, start + 1.5 * numbers + 1e-5 * i, values, width))
        written += out.write(np.concatenate(columns, axis=1).tobytes())
        scalars += len(numbers) * len(TAGS)
        first = last
    return scalars


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["tree", "file"])
    parser.add_argument("dir", type=Path)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--megabytes", type=int, default=500)
    options = parser.parse_args()
    scalars = 0
    if options.what == "tree":
        for run in range(options.runs):
            folder = options.dir / f"run{run:03d}"
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"events.out.tfevents.{1_700_000_000 + 1000 * run}.host.1.0"
            with file.open("wb") as out:
                scalars += write(out, run, options.steps)
    else:
        options.dir.mkdir(parents=True, exist_ok=True)
        with (options.dir / "events.out.tfevents.1700000000.host.1.0").open("wb") as out:
            scalars += write(out, 0, 1 << 40, options.megabytes * 1_000_000)
    size = sum(file.stat().st_size for file in options.dir.rglob("*tfevents*"))
    print(f"{scalars} scalars, {size / 1e6:.1f} MB, {len(TAGS)} tags")


if __name__ == "__main__":
    main()
