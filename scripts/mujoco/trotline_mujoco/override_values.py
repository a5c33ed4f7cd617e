"""The value grammar of a Hydra override: numbers, booleans, null, quoted text, lists and mappings."""

from __future__ import annotations

import re
from typing import Any

_INT = re.compile(r"[+-]?(0|[1-9][0-9]*(_[0-9]+)*)")
_FLOAT = re.compile(
    r"[+-]?(([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][+-]?[0-9]+)?|[0-9][0-9_]*[eE][+-]?[0-9]+)"
)
_SPECIAL_FLOAT = re.compile(r"[+-]?(inf|nan)", re.IGNORECASE)
_DELIMITERS = ",[]{}"


class CompositionError(ValueError):
    """Hydra's stage failed; the text is printed as it is, without a traceback."""


class GrammarError(Exception):
    """The text is not a value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_value(raw: str, override: str) -> Any:
    """Parse the text right of `=`; `override` is the whole item, for messages."""
    scanner = _Scanner(raw)
    try:
        value = scanner.value()
        scanner.skip_spaces()
        if scanner.peek() == ",":
            raise CompositionError(_sweep_message(override))
        if scanner.peek():
            raise GrammarError(f"extraneous input '{scanner.rest()}' expecting <EOF>")
    except GrammarError as error:
        raise CompositionError(f"Error parsing override '{override}'\n{error.reason}") from error
    return value


def _sweep_message(override: str) -> str:
    key, _, value = override.partition("=")
    return (
        f"Ambiguous value for argument '{override}'\n"
        f"1. To use it as a list, use {key}=[value1,value2]\n"
        f"2. To use it as string, quote the value: {key}='{value}'\n"
        f"3. To sweep over it, add --multirun to your command line"
    )


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def rest(self) -> str:
        return self.text[self.at :]

    def skip_spaces(self) -> None:
        while self.peek() in (" ", "\t"):
            self.at += 1

    def expect(self, char: str) -> None:
        self.skip_spaces()
        if self.peek() != char:
            found = self.peek() or "<EOF>"
            raise GrammarError(f"mismatched input '{found}' expecting '{char}'")
        self.at += 1

    def value(self) -> Any:
        self.skip_spaces()
        head = self.peek()
        if head == "[":
            return self.sequence()
        if head == "{":
            return self.mapping()
        if head in ("'", '"'):
            return self.quoted(head)
        return self.primitive()

    def sequence(self) -> list[Any]:
        self.expect("[")
        items: list[Any] = []
        self.skip_spaces()
        if self.peek() == "]":
            self.at += 1
            return items
        while True:
            items.append(self.value())
            self.skip_spaces()
            if self.peek() == ",":
                self.at += 1
                continue
            self.expect("]")
            return items

    def mapping(self) -> dict[Any, Any]:
        self.expect("{")
        items: dict[Any, Any] = {}
        self.skip_spaces()
        if self.peek() == "}":
            self.at += 1
            return items
        while True:
            self.skip_spaces()
            head = self.peek()
            key = self.quoted(head) if head in ("'", '"') else _primitive(self.token(_DELIMITERS + ":"))
            self.expect(":")
            items[key] = self.value()
            self.skip_spaces()
            if self.peek() == ",":
                self.at += 1
                continue
            self.expect("}")
            return items

    def quoted(self, quote: str) -> str:
        self.at += 1
        out: list[str] = []
        while self.peek() != quote:
            char = self.peek()
            if not char:
                raise GrammarError("token recognition error: unterminated quoted string")
            if char == "\\" and self.text[self.at + 1 : self.at + 2] in (quote, "\\"):
                self.at += 1
                char = self.peek()
            out.append(char)
            self.at += 1
        self.at += 1
        return "".join(out)

    def token(self, stops: str) -> str:
        start = self.at
        while self.peek() and self.peek() not in stops:
            if self.peek() == "(":
                self._skip_parentheses()
                continue
            self.at += 1
        return self.text[start : self.at].strip()

    def _skip_parentheses(self) -> None:
        """A call such as `slice(None,None,None)` is one token."""
        close = self.text.find(")", self.at)
        if close < 0:
            raise GrammarError("mismatched input '<EOF>' expecting ')'")
        self.at = close + 1

    def primitive(self) -> Any:
        text = self.token(_DELIMITERS)
        if not text and self.peek() and self.peek() != ",":
            raise GrammarError(f"mismatched input '{self.peek()}'")
        if not text and self.peek() == ",":
            raise GrammarError("extraneous input ','")
        return _primitive(text)


def _primitive(text: str) -> Any:
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
