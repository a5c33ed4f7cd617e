"""Starting train.py with the derived task in the registry (the work of run.py)."""

from __future__ import annotations

import itertools
import runpy
import sys
from pathlib import Path
from typing import NoReturn

from trotline_isaaclab import derive
from trotline_isaaclab.edits import Edits, read_edits
from trotline_isaaclab.errors import StubError, stop
from trotline_isaaclab.hook import AfterImport

TASKS_PACKAGE = "isaaclab_tasks"
USAGE = "usage: run.py EDITS.json TRAIN.PY [train.py's arguments, --task DERIVED_TASK among them]"


def main(argv: list[str]) -> None:
    """Run train.py; its exit code and exceptions are this program's."""
    if len(argv) < 2:
        _usage()
    edits_file, script, arguments = Path(argv[0]), Path(argv[1]), argv[2:]
    try:
        edits = read_edits(edits_file)
        derive.check(edits)
        if not given(arguments, "--task"):
            raise StubError(f"train.py's arguments lack --task {edits.derived_task}")
        check_arguments(edits, arguments)
        if not script.is_file():
            raise StubError(f"{script} does not exist; give the path of Isaac Lab's train.py")
    except StubError as error:
        stop(error)
    hook = AfterImport(TASKS_PACKAGE, lambda: derive.register_or_stop(edits))
    hook.install()
    _run_as_main(script.resolve(), arguments)
    if not hook.acted:
        stop(StubError(f"{script} ended without importing {TASKS_PACKAGE}; is it Isaac Lab's train.py?"))


def _usage() -> NoReturn:
    print(USAGE, file=sys.stderr)
    raise SystemExit(2)


def check_arguments(edits: Edits, arguments: list[str]) -> None:
    """Check that train.py is told to train what the edits are for.

    Training the base task, or with another agent, would look like success: the edits would just be missing.

    Raises:
        StubError: another --task or --agent.
    """
    for task in given(arguments, "--task"):
        if task.rsplit(":", 1)[-1] != edits.derived_task:
            raise StubError(f"train.py is told --task {task}, but the edits are for {edits.derived_task}")
    for agent in given(arguments, "--agent"):
        if agent != edits.agent_entry_point:
            raise StubError(
                f"train.py is told --agent {agent}, but the edits are for {edits.agent_entry_point}"
            )


def given(arguments: list[str], option: str) -> list[str]:
    """The values given to an option, in both spellings."""
    apart = [value for name, value in itertools.pairwise(arguments) if name == option]
    return apart + [a.removeprefix(f"{option}=") for a in arguments if a.startswith(f"{option}=")]


def _run_as_main(script: Path, arguments: list[str]) -> None:
    """Run the script as `python script arguments` would, its siblings importable."""
    source = str(Path(__file__).resolve().parents[1])
    own = {source, str(Path(source).parent)}
    # The stub's folders make room for the script's; the package stays importable from the path's end.
    sys.path[:] = [str(script.parent), *(entry for entry in sys.path if entry not in own), source]
    sys.argv[:] = [str(script), *arguments]
    runpy.run_path(str(script), run_name="__main__")
