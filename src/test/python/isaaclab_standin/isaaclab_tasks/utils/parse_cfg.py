"""Configurations by task id and entry point."""

import importlib

import gymnasium


def load_cfg_from_registry(task_name: str, entry_point_key: str) -> object:
    module, attribute = gymnasium.spec(task_name).kwargs[entry_point_key].split(":")
    return getattr(importlib.import_module(module), attribute)()
