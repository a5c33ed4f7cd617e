"""Registering the derived task in gymnasium's registry, and the factories behind its entry points."""

from __future__ import annotations

import difflib
import importlib
import re
import sys
import types
from collections.abc import Callable

from trotline_isaaclab import functions, values
from trotline_isaaclab.apply import apply_edit
from trotline_isaaclab.edits import Edits
from trotline_isaaclab.errors import StubError, say, stop
from trotline_isaaclab.hook import AfterImport

ENV_ENTRY_POINT = "env_cfg_entry_point"

# The entry points are strings `module:attribute`, as those of the stock tasks are, so that everything that
# reads them (loaders, listings, copies of the spec) finds what it expects. The module exists in memory only.
# Its name must not contain "lab": Isaac Lab's launcher takes all such modules out of sys.modules for a while.
_ENTRY_MODULE = "trotline_derived"

# Once this can be imported, so can the study's files: 3.x builds configurations before Isaac Sim runs, which
# the files may need. Left to the managers, a file that fails would end in exit code 0 in some versions.
_ENVIRONMENT_MODULE = "isaaclab.envs.manager_based_rl_env"

# What a spec and gymnasium.register() have in common, from 0.29 to 1.2.
_SPEC_FIELDS = (
    "entry_point",
    "reward_threshold",
    "nondeterministic",
    "max_episode_steps",
    "order_enforce",
    "disable_env_checker",
    "additional_wrappers",
    "vector_entry_point",
)


def check(edits: Edits) -> list[str]:
    """Check what can be checked before Isaac Lab is there: the study's own functions.

    Returns:
        Their names as imports.

    Raises:
        StubError: a function that its file does not define, or that does not take the term's params.
    """
    found = [values.study_function(edit, edits.rewards_folder) for edit in edits.edits]
    return [function.name for function in found if function is not None]


def register(edits: Edits) -> None:
    """Register the derived task, once; isaaclab_tasks must have been imported.

    Raises:
        StubError: a missing function of the study's, no such base task or agent entry point, or the derived
            task's id is taken.
    """
    study_functions = check(edits)
    registration = importlib.import_module("gymnasium.envs.registration")
    registry = registration.registry
    if edits.base_module is not None:
        functions.import_module(edits.base_module, f"task {edits.task!r}")
    base = registry.get(edits.base_id)
    if base is None:
        close = difflib.get_close_matches(edits.base_id, list(registry), n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise StubError(f"task {edits.base_id!r} is not registered in this Isaac Lab{hint}")
    for entry_point in (ENV_ENTRY_POINT, edits.agent_entry_point):
        if base.kwargs.get(entry_point) is None:
            known = ", ".join(sorted(key for key in base.kwargs if key.endswith("entry_point"))) or "none"
            raise StubError(f"task {edits.base_id!r} has no {entry_point!r} (it has: {known})")
    functions.make_importable(edits.rewards_folder)
    entry_points = {
        ENV_ENTRY_POINT: _publish(edits, "env", ENV_ENTRY_POINT),
        edits.agent_entry_point: _publish(edits, "agent", edits.agent_entry_point),
    }
    existing = registry.get(edits.derived_task)
    if existing is not None:
        if existing.kwargs.get(ENV_ENTRY_POINT) == entry_points[ENV_ENTRY_POINT]:
            return  # Isaac Sim imports isaaclab_tasks a second time while it starts
        raise StubError(f"task {edits.derived_task!r} exists already; give the derived task another id")
    fields = {name: getattr(base, name) for name in _SPEC_FIELDS if hasattr(base, name)}
    registration.register(id=edits.derived_task, kwargs={**base.kwargs, **entry_points}, **fields)
    if study_functions:
        AfterImport(_ENVIRONMENT_MODULE, lambda: _load_or_stop(study_functions)).install()
    count = len(edits.edits)
    plural = "" if count == 1 else "s"
    say(f"registered {edits.derived_task} from {edits.task} with {count} edit{plural}")


def register_or_stop(edits: Edits) -> None:
    """Register the derived task; end the process when that cannot be done."""
    try:
        register(edits)
    except StubError as error:
        stop(error)


def _load_or_stop(names: list[str]) -> None:
    try:
        for name in names:
            functions.load(name)
    except StubError as error:
        stop(error)


def _publish(edits: Edits, section: str, entry_point: str) -> str:
    """Make the factory of one configuration importable; returns its `module:attribute`."""
    module = sys.modules.get(_ENTRY_MODULE)
    if module is None:
        module = types.ModuleType(_ENTRY_MODULE, "Factories of the derived tasks' configurations.")
        sys.modules[_ENTRY_MODULE] = module
    attribute = re.sub(r"\W", "_", f"{edits.derived_task}_{section}")
    setattr(module, attribute, _factory(edits, section, entry_point))
    return f"{_ENTRY_MODULE}:{attribute}"


def _factory(edits: Edits, section: str, entry_point: str) -> Callable[[], object]:
    def edited_config() -> object:
        """The base task's configuration, made as Isaac Lab makes it, with the edits."""
        parse_cfg = importlib.import_module("isaaclab_tasks.utils.parse_cfg")
        config = parse_cfg.load_cfg_from_registry(edits.base_id, entry_point)
        try:
            for edit in edits.of(section):
                apply_edit(config, edit, edits.rewards_folder)
        except StubError as error:
            stop(StubError(f"{edits.base_id}: {error}"))
        return config

    return edited_config
