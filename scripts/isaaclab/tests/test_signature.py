"""Params against the function's own parameters, read from source and from the object alike."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from trotline_isaaclab.errors import StubError
from trotline_isaaclab.signature import Signature, of_callable, of_source

CASES = {
    "def f(env): ...": ([], []),
    "def f(env, a, b=1): ...": (["a", "b"], ["a"]),
    "def f(env, /, a, *, b, c=1): ...": (["a", "b", "c"], ["a", "b"]),
    "class f:\n    def __call__(self, env, a): ...": (["a"], ["a"]),
    "class f:\n    def __init__(self, cfg, env): ...\n    def __call__(self, env, a=1): ...": (["a"], []),
}
UNKNOWN = [
    "def f(env, **kwargs): ...",
    "def f(env, *args): ...",
    "f = 3",
]


def _both(source: str) -> list[Signature | None]:
    names: dict[str, Any] = {}
    exec(source, names)
    return [of_source(ast.parse(source).body, "f"), of_callable(names["f"])]


@pytest.mark.parametrize("source", CASES)
def test_what_a_function_takes(source: str) -> None:
    own, mandatory = CASES[source]
    for signature in _both(source):
        assert signature is not None
        assert list(signature.names) == ["env", *own]
        assert signature.mandatory == {"env", *mandatory}


@pytest.mark.parametrize("source", UNKNOWN)
def test_what_cannot_be_told_is_not_guessed(source: str) -> None:
    assert _both(source) == [None, None]


def test_a_decorator_may_change_the_parameters() -> None:
    assert of_source(ast.parse("@wrap\ndef f(env, a): ...").body, "f") is None


def test_the_last_definition_counts() -> None:
    signature = of_source(ast.parse("def f(env): ...\ndef f(env, a): ...").body, "f")
    assert signature is not None
    assert signature.names == ("env", "a")


def test_params_that_fit() -> None:
    signature = Signature(("env", "env_ids", "a", "b"), frozenset({"env", "env_ids", "a"}))
    signature.check({"a"}, 2)
    signature.check({"a", "b"}, 2)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"a", "c"}, r"it takes no c \(it takes: a, b\)"),
        ({"env", "a"}, "it takes no env"),
        ({"b"}, "it needs a in params"),
        (set(), "it needs a in params"),
    ],
)
def test_params_that_do_not_fit(params: set[str], message: str) -> None:
    with pytest.raises(StubError, match=message):
        Signature(("env", "a", "b"), frozenset({"env", "a"})).check(params, 1)


def test_a_function_without_params_takes_nothing() -> None:
    with pytest.raises(StubError, match=r"it takes no a \(it takes: nothing\)"):
        Signature(("env",), frozenset({"env"})).check({"a"}, 1)
