"""Loads the task's configurations, writes them as JSON into the working directory, ends as it is told."""

import dataclasses
import importlib
import json
import os
import sys
from pathlib import Path

import cli_args

options, rest = cli_args.parser().parse_known_args()

if os.environ.get("IMITATED_KIT"):
    # Isaac Sim: a module of its own, a stdout that leads nowhere, the tasks imported as an extension.
    sys.modules["carb"] = type(sys)("carb")
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if "lab" in name}
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
    importlib.import_module("isaaclab_tasks")
    sys.stdout = sys.__stdout__
    sys.modules.update(hidden)

if os.environ.get("IMITATED_TASKS", "yes") == "yes":
    import isaaclab_tasks
if options.external_callback:
    module, _, name = options.external_callback.rpartition(".")
    assert getattr(importlib.import_module(module), name)() is None

if os.environ.get("IMITATED_TASKS", "yes") == "yes":
    from isaaclab_tasks.utils.parse_cfg import load_cfg_from_registry

    env = load_cfg_from_registry(options.task, "env_cfg_entry_point")
    agent = load_cfg_from_registry(options.task, options.agent)
    importlib.import_module("isaaclab.envs.manager_based_rl_env")
    dump = {
        "argv": sys.argv,
        "name": __name__,
        "file": __file__,
        "path": sys.path,
        "rest": rest,
        "env": dataclasses.asdict(env),
        "agent": dataclasses.asdict(agent) if dataclasses.is_dataclass(agent) else agent,
        "loader": type(isaaclab_tasks.__spec__.loader).__name__,
    }
    Path("dump.json").write_text(json.dumps(dump, default=str))
print("trained")
sys.exit(options.exit)
