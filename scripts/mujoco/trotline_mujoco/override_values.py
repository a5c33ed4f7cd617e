"""The value grammar of a Hydra 1.3 override: numbers, booleans, null, text, lists, mappings, casts.

Checked against Hydra itself on some 140 items. Sweeps are refused in its words: there is no --multirun.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_INT = re.compile(r"[+-]?(0|[1-9][0-9]*(_[0-9]+)*)")
_DIGITS = r"[0-9][0-9_]*"
_FLOAT = re.compile(rf"[+-]?(({_DIGITS}\.([0-9_]*)|\.{_DIGITS})([eE][+-]?[0-9]+)?|{_DIGITS}[eE][+-]?[0-9]+)")
_SPECIAL_FLOAT = re.compile(r"[+-]?(inf|nan)", re.IGNORECASE)
# What may stand unquoted; a backslash before a delimiter or a blank takes away its meaning.
_ESCAPE = re.compile(r"\\([\\()\[\]{}:=, \t])")
_PLAIN = re.compile(r"[A-Za-z0-9_/\-\\+.$%*@?|:]")
_INTERPOLATION = re.compile(r"\$\{[^{}]*\}")
_CALL = re.compile(r"([A-Za-z_]\w*)\(([^()]*)\)")
_CASTS: dict[str, Callable[[Any], Any]] = {"int": int, "float": float, "str": str, "bool": bool}
_SWEEPS = frozenset({"choice", "glob", "interval", "range", "shuffle", "sort", "tag"})
_NO_ITEM = "no viable alternative at input"


class CompositionError(ValueError):
    """Hydra's stage failed; the text is printed as it is, without a traceback."""


class GrammarError(ValueError):
    """The text is not a value."""


def lexer_error(item: str, position: int) -> CompositionError:
    """Hydra's words for a character that cannot stand where it does."""
    head = f"LexerNoViableAltException: {item}"
    return CompositionError(f"{head}\n{' ' * (len(head) - len(item) + position)}^")


def parse_value(raw: str, item: str) -> Any:
    """Parse the text right of `=`; `item` is the whole override, for messages."""
    scanner = _Scanner(raw, item)
    try:
        value = scanner.value()
        scanner.skip_spaces()
        if scanner.peek() == ",":
            raise CompositionError(
                f"Ambiguous value for argument '{item}'\n"
                "1. To use it as a list, use key=[value1,value2]\n"
                "2. To use it as string, quote the value: key='value1,value2'\n"
                "3. To sweep over it, add --multirun to your command line"
            )
        if scanner.peek():
            raise GrammarError(f"mismatched input '{scanner.peek()}' expecting <EOF>")
    except GrammarError as error:
        raise CompositionError(f"Error parsing override '{item}'\n{error}") from error
    return value


class _Scanner:
    def __init__(self, text: str, item: str) -> None:
        self.text = text
        self.item = item
        self.at = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def skip_spaces(self) -> None:
        while self.peek() in (" ", "\t"):
            self.at += 1

    def bad_character(self) -> CompositionError:
        return lexer_error(self.item, len(self.item) - len(self.text) + self.at)

    def value(self) -> Any:
        self.skip_spaces()
        head = self.peek()
        if head == "[":
            return self.sequence()
        if head == "{":
            return self.mapping()
        return self.quoted() if head in ("'", '"') else self.primitive()

    def sequence(self) -> list[Any]:
        return self.items("]", self.value)

    def mapping(self) -> dict[Any, Any]:
        return dict(self.items("}", self.pair))

    def items(self, end: str, read: Callable[[], Any]) -> list[Any]:
        """Comma-separated items between brackets; the scanner stands on the opening one."""
        start = self.at
        self.at += 1
        out: list[Any] = []
        self.skip_spaces()
        while self.peek() != end or out:
            self.skip_spaces()
            if self.peek() in ("", ",", end):
                raise GrammarError(f"{_NO_ITEM} '{self.text[start : self.at + 1]}'")
            out.append(read())
            self.skip_spaces()
            if self.peek() == end:
                break
            if self.peek() != ",":
                raise GrammarError(f"{_NO_ITEM} '{self.text[start : self.at + 1]}'")
            self.at += 1
        self.at += 1
        return out

    def pair(self) -> tuple[Any, Any]:
        key = self.quoted() if self.peek() in ("'", '"') else self.primitive(stop=":")
        self.skip_spaces()
        if self.peek() != ":":
            raise GrammarError(f"mismatched input '{self.peek() or '<EOF>'}' expecting ':'")
        self.at += 1
        return key, self.value()

    def quoted(self) -> str:
        quote, start = self.peek(), self.at
        self.at += 1
        out: list[str] = []
        while self.peek() != quote:
            if not self.peek():
                self.at = start
                raise self.bad_character()
            if self.peek() == "\\" and self.text[self.at + 1 : self.at + 2] in (quote, "\\"):
                self.at += 1
            out.append(self.peek())
            self.at += 1
        self.at += 1
        return "".join(out)

    def primitive(self, stop: str = "") -> Any:
        """Everything up to a delimiter, read as a number, a boolean, null or text."""
        call = _CALL.match(self.text, self.at)
        if call:
            self.at = call.end()
            return self.call(call[1], call[2], call[0])
        out: list[str] = []
        escaped = False
        while self.peek() and self.peek() not in (",", "[", "]", "{", "}", stop):
            token = _INTERPOLATION.match(self.text, self.at) or _ESCAPE.match(self.text, self.at)
            if token:
                escaped = escaped or token[0][0] == "\\"
                out.append(token[0] if token[0][0] == "$" else token[1])
                self.at = token.end()
            elif _PLAIN.match(self.peek()) or self.peek() in (" ", "\t"):
                out.append(self.peek())
                self.at += 1
            elif self.peek() in "=()":
                raise GrammarError(f"mismatched input '{self.peek()}' expecting <EOF>")
            else:
                raise self.bad_character()
        text = "".join(out)
        return text if escaped else _convert(text.strip())

    def call(self, name: str, argument: str, text: str) -> Any:
        if name in _SWEEPS:
            raise CompositionError(f"Sweep parameters '{self.item}' requires --multirun")
        if name not in _CASTS:
            available = ",".join(sorted([*_CASTS, *_SWEEPS]))
            reason = f"Unknown function '{name}'\nAvailable: {available}\n"
            raise GrammarError(f"HydraException while evaluating '{text}': {reason}")
        try:
            return _CASTS[name](_convert(argument.strip()))
        except (TypeError, ValueError) as error:
            raise GrammarError(f"{type(error).__name__} while evaluating '{text}': {error}") from error


def _convert(text: str) -> Any:
    lowered = text.lower()
    if lowered in ("true", "false"):
        return lowered == "true"
    if lowered == "null":
        return None
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) or _SPECIAL_FLOAT.fullmatch(text):
        return float(text)
    return text
