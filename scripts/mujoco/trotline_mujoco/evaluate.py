"""The judge's command line.

    python -m trotline_mujoco.evaluate --run_dir DIR --checkpoint FILE --output judge.json

Exit status 0 with the result written atomically, or 1 with one sentence on stderr.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from trotline_mujoco import fake
from trotline_mujoco.judge.protocol import SCHEMA, Protocol


class JudgeError(Exception):
    """The checkpoint cannot be judged; the text is one sentence for a person."""


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Judge a checkpoint on fixed commands and terrain.")
    parser.add_argument("--run_dir", required=True, type=Path, help="Run folder, for params/*.yaml.")
    parser.add_argument(
        "--checkpoint", required=True, type=Path, help="File, or file name in the run folder."
    )
    parser.add_argument("--output", required=True, type=Path, help="JSON file to write.")
    parser.add_argument("--num_envs", type=int, default=128, help="Robots, one episode each.")
    parser.add_argument("--seconds", type=float, default=20.0, help="Length of the episode.")
    parser.add_argument("--seed", type=int, default=90210, help="Seed of the command stream.")
    parser.add_argument("--terrain", choices=["flat", "rough"], default="flat")
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.num_envs < 1 or args.seconds <= 2.0:
        parser.error("--num_envs must be at least 1 and --seconds more than 2")
    protocol = Protocol(args.terrain, args.num_envs, args.seconds, args.seed)
    try:
        result = evaluate(args.run_dir, args.checkpoint, protocol)
        write_json(args.output, result)
    except JudgeError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        print(f"evaluate: cannot write {args.output}: {error.strerror}.", file=sys.stderr)
        sys.exit(1)


def evaluate(run_dir: Path, checkpoint: Path, protocol: Protocol) -> dict[str, Any]:
    """The whole result document. Raises JudgeError."""
    path = _locate(run_dir, checkpoint)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if fake.is_fake(path):
        try:
            outcome = fake.read_checkpoint(path)["outcome"]
        except fake.TornCheckpointError as error:
            raise JudgeError(str(error)) from error
        metrics = outcome.metrics(protocol.num_envs, protocol.seconds)
    else:
        # Torch and MuJoCo take over a second to import; a fake checkpoint needs neither.
        from trotline_mujoco.judge import measure

        try:
            metrics = measure.measure(run_dir, path, protocol)
        except measure.IncompatibleError as error:
            raise JudgeError(str(error)) from error
    document: dict[str, Any] = {"schema": SCHEMA, "metrics": metrics, "protocol": protocol.describe()}
    if fake.is_fake(path):
        document["fake"] = True
    return {**document, "checkpoint": str(path.absolute()), "sha256": digest}


def _locate(run_dir: Path, checkpoint: Path) -> Path:
    for candidate in (checkpoint, run_dir / checkpoint):
        if candidate.is_file():
            if candidate.stat().st_size == 0:
                raise JudgeError(f"the checkpoint {candidate} is empty.")
            return candidate
    raise JudgeError(f"there is no checkpoint {checkpoint}.")


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Temporary file and rename: a reader never sees half a document."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(document, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


if __name__ == "__main__":
    main()
