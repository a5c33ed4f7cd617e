"""Feeds command lines to mjlab's real parser: python parse.py TASK FOLDER < command lines, one JSON list a line.

Each line N leaves what a training would dump in FOLDER/N/{env,agent}.yaml, or the parser's complaint in FOLDER/N/error.
"""

import contextlib
import io
import json
import sys
from dataclasses import asdict
from pathlib import Path

import mjlab
import mjlab.tasks
import tyro
from mjlab.scripts.train import TrainConfig
from mjlab.utils.os import dump_yaml


def parse(task: str, folder: Path, arguments: list[str]) -> None:
    folder.mkdir(parents=True)
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            config = tyro.cli(
                TrainConfig,
                args=arguments,
                default=TrainConfig.from_task(task),
                config=mjlab.TYRO_FLAGS,
            )
    except SystemExit:
        (folder / "error").write_text(said.getvalue())
        return
    dump_yaml(folder / "env.yaml", asdict(config.env))
    dump_yaml(folder / "agent.yaml", asdict(config.agent))


if __name__ == "__main__":
    for number, line in enumerate(sys.stdin):
        parse(sys.argv[1], Path(sys.argv[2]) / str(number), json.loads(line))
