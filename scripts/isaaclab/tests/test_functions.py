"""Functions by name: the study's files checked without running them, modules by importing them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from trotline_isaaclab.errors import StubError
from trotline_isaaclab.functions import check_study_function, load, make_importable, resolve

pytestmark = pytest.mark.usefixtures("lab")


def test_a_study_function_gets_an_importable_name(study: Path) -> None:
    name = resolve("rewards/gait.py:trot", study).name
    assert name == "trotline_rewards.gait:trot"
    make_importable(study)
    assert importlib.import_module("trotline_rewards.gait").trot(None) == 0.0


def test_files_in_sub_folders_and_their_siblings_can_be_imported(study: Path) -> None:
    (study / "feet").mkdir()
    (study / "feet" / "slip.py").write_text("from ..gait import trot\nslip = trot\n")
    make_importable(study)
    name = resolve("rewards/feet/slip.py:slip", study).name
    assert name == "trotline_rewards.feet.slip:slip"
    assert load(name)(None) == 0.0


def test_the_folder_can_change_within_a_process(study: Path, tmp_path: Path) -> None:
    make_importable(study)
    other = tmp_path / "other"
    other.mkdir()
    (other / "jump.py").write_text("def jump(env): ...\n")
    make_importable(other)
    assert load(resolve("rewards/jump.py:jump", other).name)(None) is None


def test_no_folder_makes_no_package() -> None:
    make_importable(None)
    assert "trotline_rewards" not in sys.modules


@pytest.mark.parametrize(
    "source",
    [
        "class trot: ...",
        "from elsewhere import walk as trot",
        "import trot.sub",
        "trot = lambda env: 0",
        "trot: object = print",
        "a, trot = print, print",
        "try:\n    from x import trot\nexcept ImportError:\n    trot = None",
        "try:\n    import x\nexcept ImportError:\n    def trot(env): ...",
        "if True:\n    def trot(env): ...\nelse:\n    x = 1",
        "from elsewhere import *",
    ],
)
def test_a_name_counts_however_it_is_bound(study: Path, source: str) -> None:
    (study / "gait.py").write_text(source)
    assert check_study_function("rewards/gait.py:trot", study).name == "trotline_rewards.gait:trot"


@pytest.mark.parametrize(
    ("func", "message"),
    [
        ("rewards/gait.py:walk", r"gait\.py has no 'walk' at top level \(it has: trot\)"),
        ("rewards/none.py:trot", r"none\.py cannot be read: No such file"),
        ("rewards/gait.py", "must have the form 'rewards/file.py:function'"),
        ("rewards/gait:trot", "must have the form 'rewards/file.py:function'"),
        ("gait.py:trot", "must have the form 'rewards/file.py:function'"),
        ("rewards/../gait.py:trot", "must be plain Python names"),
        ("rewards//gait.py:trot", "must be plain Python names"),
        ("rewards/my-gait.py:trot", "must be plain Python names"),
        ("rewards/gait.py:a.b", "must be plain Python names"),
    ],
)
def test_a_study_function_that_is_not_there_is_refused(study: Path, func: str, message: str) -> None:
    with pytest.raises(StubError, match=message):
        check_study_function(func, study)


def test_a_study_function_needs_a_folder() -> None:
    with pytest.raises(StubError, match="rewards_folder is null"):
        check_study_function("rewards/gait.py:trot", None)


def test_a_syntax_error_is_found_without_importing(study: Path) -> None:
    (study / "gait.py").write_text("x = 1\ndef trot(env:\n    pass\n")
    with pytest.raises(StubError, match=r"gait\.py, line 2: "):
        check_study_function("rewards/gait.py:trot", study)


def test_a_file_that_is_no_text_is_refused(study: Path) -> None:
    (study / "gait.py").write_bytes(b"\x00\xff")
    with pytest.raises(StubError, match=r"gait\.py"):
        check_study_function("rewards/gait.py:trot", study)


def test_a_file_that_cannot_be_imported_is_noticed_when_it_is_loaded(study: Path) -> None:
    (study / "gait.py").write_text("import no_such_module\ndef trot(env): ...\n")
    make_importable(study)
    name = resolve("rewards/gait.py:trot", study).name
    with pytest.raises(StubError, match="cannot be imported: ModuleNotFoundError: No module named 'no_such"):
        load(name)


def test_a_module_s_function_keeps_the_name_that_was_asked_for() -> None:
    name = "isaaclab_tasks.mdp:feet_slide"
    assert resolve(name, None).name == name


@pytest.mark.parametrize(
    ("func", "message"),
    [
        ("isaaclab_tasks.mdp:feet_slid", "isaaclab_tasks.mdp has no 'feet_slid'"),
        ("isaaclab_tasks.nowhere:f", "isaaclab_tasks.nowhere cannot be imported: ModuleNotFoundError"),
        ("isaaclab_tasks.mdp:NOT_A_FUNCTION", "'NOT_A_FUNCTION' is a int, not a function"),
        ("isaaclab_tasks.mdp.feet_slide", "is neither 'package.module:function' nor"),
        ("lambda env: 1", "is neither"),
        (3, "func must be a string"),
    ],
)
def test_a_module_s_function_that_is_not_there_is_refused(func: object, message: str) -> None:
    with pytest.raises(StubError, match=message):
        resolve(func, None)


def test_a_name_that_fails_on_first_use_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("isaaclab_tasks.mdp")

    def fail(name: str) -> object:
        raise ImportError(f"{name} needs pxr")

    monkeypatch.setattr(module, "__getattr__", fail, raising=False)
    with pytest.raises(StubError, match="lazy cannot be imported: ImportError: lazy needs pxr"):
        resolve("isaaclab_tasks.mdp:lazy", None)
