"""Whether a term's params fit its function: Isaac Lab asks that too, but only when the scene is built."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from trotline_isaaclab.errors import StubError


@dataclass(frozen=True)
class Signature:
    """Names of a function's parameters, `self` left out; those in `mandatory` have no default."""

    names: tuple[str, ...]
    mandatory: frozenset[str]

    def check(self, params: Iterable[str], given_by_manager: int) -> None:
        """Compare with the params of a term.

        Args:
            params: names in the term's params.
            given_by_manager: how many leading arguments the manager passes itself (env, perhaps env_ids).

        Raises:
            StubError: a param that the function does not take, or one that it needs and does not get.
        """
        own = self.names[given_by_manager:]
        given = set(params)
        unknown = sorted(given - set(own))
        if unknown:
            raise StubError(f"it takes no {', '.join(unknown)} (it takes: {', '.join(own) or 'nothing'})")
        missing = [name for name in own if name in self.mandatory and name not in given]
        if missing:
            raise StubError(f"it needs {', '.join(missing)} in params")


def of_callable(function: Callable[..., Any]) -> Signature | None:
    """The signature of a function or of a class-based term; None when it cannot be told."""
    try:
        # Isaac Lab, too, looks at __call__ of the class: the instance is made by the manager.
        target = function.__call__ if inspect.isclass(function) else function
        parameters = list(inspect.signature(target).parameters.values())
    except (TypeError, ValueError):
        return None
    if inspect.isclass(function):
        parameters = parameters[1:]
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        return None
    mandatory = frozenset(p.name for p in parameters if p.default is p.empty)
    return Signature(tuple(p.name for p in parameters), mandatory)


def of_source(body: list[ast.stmt], name: str) -> Signature | None:
    """The signature of a function or class-based term in a parsed file; None when it cannot be told."""
    found = [n for n in body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name == name]
    node = found[-1] if found else None
    skip = 0
    if isinstance(node, ast.ClassDef):
        calls = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__call__"]
        node, skip = (calls[-1], 1) if calls else (None, 0)
    if node is None or node.decorator_list or node.args.vararg or node.args.kwarg:
        return None
    positional = [arg.arg for arg in node.args.posonlyargs + node.args.args]
    keyword_only = [arg.arg for arg in node.args.kwonlyargs]
    mandatory = set(positional[: len(positional) - len(node.args.defaults)])
    mandatory |= {
        n for n, default in zip(keyword_only, node.args.kw_defaults, strict=True) if default is None
    }
    names = (positional + keyword_only)[skip:]
    return Signature(tuple(names), frozenset(mandatory.intersection(names)))
