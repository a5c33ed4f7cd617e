"""Functions named by edits: `package.module:function`, or `rewards/file.py:function` of the study."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trotline_isaaclab import signature
from trotline_isaaclab.errors import StubError
from trotline_isaaclab.signature import Signature

# The study's folder as a package: `rewards/gait.py` is importable as `trotline_rewards.gait`, so that the
# names in params/env.yaml, in pickles and in strings that Isaac Lab resolves later all lead back to the file.
PACKAGE = "trotline_rewards"

_STUDY = re.compile(r"rewards/(?P<file>.+)\.py:(?P<name>[^:]+)")
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")


def is_study_function(func: str) -> bool:
    return ".py:" in func or func.startswith("rewards/")


@dataclass(frozen=True)
class Function:
    """A function that exists: its `module:name` for Isaac Lab, and what it takes, if that is known."""

    name: str
    signature: Signature | None


def check_study_function(func: str, folder: Path | None) -> Function:
    """Check without running the file that it defines the function; needs no Isaac Lab.

    Returns:
        Its name as an import, for instance `trotline_rewards.gait:trot`.

    Raises:
        StubError: no rewards folder, no such file, a syntax error, or no such function.
    """
    match = _STUDY.fullmatch(func)
    if match is None:
        raise StubError(f"func {func!r} must have the form 'rewards/file.py:function'")
    parts, name = match["file"].split("/"), match["name"]
    if not all(part.isidentifier() for part in [*parts, name]):
        raise StubError(f"func {func!r}: folders, file and function must be plain Python names")
    if folder is None:
        raise StubError(f"func {func!r} is the study's own, but rewards_folder is null")
    file = folder.joinpath(*parts).with_suffix(".py")
    try:
        tree = ast.parse(file.read_bytes(), filename=str(file))
    except OSError as error:
        raise StubError(f"func {func!r}: {file} cannot be read: {error.strerror or error}") from error
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise StubError(f"func {func!r}: {file}{line}: {getattr(error, 'msg', error)}") from error
    names = list(_top_level_names(tree.body))
    if name not in names and "*" not in names:
        public = ", ".join(n for n in names if not n.startswith("_")) or "nothing"
        raise StubError(f"func {func!r}: {file} has no {name!r} at top level (it has: {public})")
    return Function(f"{PACKAGE}.{'.'.join(parts)}:{name}", signature.of_source(tree.body, name))


def make_importable(folder: Path | None) -> None:
    """Make the study's folder the package `trotline_rewards`; an existing one is pointed at this folder."""
    if folder is None:
        return
    package = sys.modules.get(PACKAGE)
    if package is None:
        package = types.ModuleType(PACKAGE, "The study's own reward terms.")
        sys.modules[PACKAGE] = package
    package.__path__ = [str(folder)]


def resolve(func: object, folder: Path | None) -> Function:
    """Check that a function exists; the study's own files are not run, see `load`.

    Its name is what goes into the configuration, not the object: every generation's managers resolve
    `module:name` strings, and the dumped configuration then holds exactly what was asked for.

    Raises:
        StubError: it does not exist or cannot be imported.
    """
    if not isinstance(func, str):
        raise StubError(f"func must be a string 'module:function', not {func!r}")
    if is_study_function(func):
        return check_study_function(func, folder)
    if not _MODULE.fullmatch(func):
        raise StubError(f"func {func!r} is neither 'package.module:function' nor 'rewards/file.py:function'")
    return Function(func, signature.of_callable(load(func)))


def load(name: str) -> Callable[..., Any]:
    """Import the function `module:name`.

    Raises:
        StubError: it cannot be imported, or is no function.
    """
    module_name, _, attribute = name.partition(":")
    module = import_module(module_name, f"func {name!r}")
    try:
        found = getattr(module, attribute)
    except AttributeError:
        raise StubError(f"func {name!r}: {module_name} has no {attribute!r}") from None
    except ImportError as error:  # 3.x resolves names of a package by importing on first use
        raise StubError(f"func {name!r}: {attribute} cannot be imported: {_describe(error)}") from error
    if not callable(found):
        raise StubError(f"func {name!r}: {attribute!r} is a {type(found).__name__}, not a function")
    return found


def import_module(name: str, who: str) -> types.ModuleType:
    """Import a module that `who` names.

    Raises:
        StubError: whatever the module raises on import, the training must not start.
    """
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise StubError(f"{who}: {name} cannot be imported: {_describe(error)}") from error


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _top_level_names(body: list[ast.stmt]) -> Iterator[str]:
    """Names a module binds, also under `if` and `try`; `*` where that cannot be told without importing."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.If):
            yield from _top_level_names(node.body + node.orelse)
        elif isinstance(node, ast.Try):
            yield from _top_level_names(node.body + node.orelse + node.finalbody)
            for handler in node.handlers:
                yield from _top_level_names(handler.body)
