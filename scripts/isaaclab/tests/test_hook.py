"""The import hook: after the whole import, however the import comes about."""

from __future__ import annotations

import importlib
import importlib.machinery
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trotline_isaaclab.hook import AfterImport

NAME = "hooked_package"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "__init__.py").write_text("from . import part\ncomplete = True\n")
    (folder / "part.py").write_text("")
    (tmp_path / "any_other_module.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    meta_path = list(sys.meta_path)
    yield folder
    sys.meta_path[:] = meta_path
    _forget()


def _forget() -> None:
    for name in [n for n in sys.modules if n.partition(".")[0] == NAME or n == "any_other_module"]:
        del sys.modules[name]


def _hook() -> tuple[AfterImport, list[bool]]:
    seen: list[bool] = []
    hook = AfterImport(NAME, lambda: seen.append(hasattr(sys.modules[NAME], "complete")))
    hook.install()
    return hook, seen


def test_acts_after_the_package_is_complete(package: Path) -> None:
    hook, seen = _hook()
    assert not hook.acted
    importlib.import_module(f"{NAME}.part")
    assert seen == [True]
    assert hook.acted


def test_leaves_the_module_with_its_real_loader(package: Path) -> None:
    _hook()
    module = importlib.import_module(NAME)
    assert isinstance(module.__loader__, importlib.machinery.SourceFileLoader)
    assert module.__spec__ is not None
    assert module.__spec__.loader is module.__loader__
    assert module.__file__ == str(package / "__init__.py")
    assert importlib.reload(module) is module


def test_the_wrapped_loader_answers_like_the_real_one(package: Path) -> None:
    hook, _ = _hook()
    spec = hook.find_spec(NAME, None)
    assert spec is not None
    assert spec.loader is not None
    assert spec.loader.is_package(NAME)  # type: ignore[attr-defined]
    assert spec.submodule_search_locations == [str(package)]


def test_acts_again_when_the_package_is_imported_again(package: Path) -> None:
    _, seen = _hook()
    importlib.import_module(NAME)
    _forget()
    importlib.import_module(NAME)
    assert seen == [True, True]


def test_notices_a_package_that_another_finder_imported_first(package: Path) -> None:
    hook, seen = _hook()

    class InFront:
        def find_spec(self, name: str, path: object = None, target: object = None) -> object:
            return importlib.machinery.PathFinder.find_spec(name) if name == NAME else None

    sys.meta_path.insert(0, InFront())  # type: ignore[arg-type]
    importlib.import_module(NAME)
    # The package's own imports came by, but only while it was incomplete.
    assert seen == []
    importlib.import_module("any_other_module")
    assert seen == [True]
    assert hook.acted


def test_a_missing_package_stays_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    hook, seen = _hook()
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(NAME)
    assert (seen, hook.acted) == ([], False)


def test_a_package_that_fails_is_not_acted_upon(package: Path) -> None:
    (package / "part.py").write_text("raise RuntimeError('broken')\n")
    _, seen = _hook()
    with pytest.raises(RuntimeError):
        importlib.import_module(NAME)
    assert seen == []
