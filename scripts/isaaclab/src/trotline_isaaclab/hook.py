"""An import hook that acts right after a module was imported."""

from __future__ import annotations

import importlib.abc
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class AfterImport(importlib.abc.MetaPathFinder):
    """Calls `action` whenever the module has been imported completely.

    The action may be called several times: Isaac Lab's launcher takes its modules out of sys.modules while
    Isaac Sim starts, and Isaac Sim then imports them again.
    """

    def __init__(self, module: str, action: Callable[[], None]) -> None:
        self._module = module
        self._action = action
        self._acted = False

    def install(self) -> None:
        sys.meta_path.insert(0, self)

    @property
    def acted(self) -> bool:
        return self._acted

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._module:
            self._act_if_missed()
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = None if finder is self or find is None else find(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Loader(spec.loader, self._act)
                return spec
        return None

    def _act(self) -> None:
        self._acted = True
        self._action()

    def _act_if_missed(self) -> None:
        """Isaac Sim puts a finder of its own in front of all others, which may import the module unseen.

        Then the next import of anything is the opportunity: after the task package train.py has many to come.
        """
        if self._acted:
            return
        spec = getattr(sys.modules.get(self._module), "__spec__", None)
        if spec is not None and not getattr(spec, "_initializing", False):
            self._act()


class _Loader(importlib.abc.Loader):
    """The module's real loader, with an action after it has executed the module."""

    def __init__(self, loader: Any, action: Callable[[], None]) -> None:
        self._loader = loader
        self._action = action

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # Everything that looks at the module (resources, inspect, pkgutil) shall see its real loader.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._action()
