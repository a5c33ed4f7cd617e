"""Isaac Lab's own way in, 3.0 beta 2 and later: `--external_callback trotline_isaaclab.callback.register`."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from trotline_isaaclab import derive
from trotline_isaaclab.edits import read_edits
from trotline_isaaclab.errors import StubError, stop
from trotline_isaaclab.launch import check_arguments

VARIABLE = "TROTLINE_ISAACLAB_EDITS"


def register() -> None:
    """Register the derived task described by the file that the environment variable names.

    Returns None, by which the trainer keeps all of its arguments.
    """
    try:
        file = os.environ.get(VARIABLE)
        if not file:
            raise StubError(f"the environment variable {VARIABLE} does not name the file with the edits")
        edits = read_edits(Path(file))
        # The trainer takes its own options out of sys.argv only after the callback.
        check_arguments(edits, sys.argv[1:])
        importlib.import_module("isaaclab_tasks")
        derive.register(edits)
    except StubError as error:
        stop(error)
