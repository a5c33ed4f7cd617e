"""Callables by name."""

import importlib


def string_to_callable(name: str) -> object:
    module, attribute = name.split(":")
    return getattr(importlib.import_module(module), attribute)
