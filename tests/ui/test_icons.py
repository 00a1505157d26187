"""The icons that the window names are those that it carries."""

import ast
import re
from pathlib import Path

import acudesk.ui
from acudesk import paths

SOURCES = [
    ast.parse(file.read_text(encoding="utf-8"))
    for file in Path(acudesk.ui.__file__).parent.rglob("*.py")
]
DRAWING = {"icon", "themed_icon", "_button", "_action_button"}
"""Functions that are given an icon's name."""


def carried() -> set[str]:
    return {file.stem for file in paths.resource_folder("icons").glob("*.svg")}


def texts(node: ast.AST) -> set[str]:
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def test_every_icon_is_named_somewhere() -> None:
    named: set[str] = set().union(*map(texts, SOURCES))

    assert carried() - named == set()


def test_every_named_icon_is_there() -> None:
    named: set[str] = set()
    for source in SOURCES:
        for call in ast.walk(source):
            if isinstance(call, ast.Call):
                function = call.func
                name = function.attr if isinstance(function, ast.Attribute) else ""
                name = function.id if isinstance(function, ast.Name) else name
                if name in DRAWING:
                    for argument in call.args:
                        if isinstance(argument, ast.Constant | ast.IfExp):
                            named |= texts(argument)
    colours = {"text_muted", "accent_text"}

    assert len(named) > 10
    assert {name for name in named - carried() - colours if re.fullmatch("[a-z0-9-]+", name)} == (
        set()
    )


def test_every_picture_of_the_style_sheet_is_there() -> None:
    sheet = paths.resource("themes/window.qss").read_text(encoding="utf-8")
    wanted = {
        name.replace("@name", look)
        for name in re.findall(r"url\(@themes/([^)]+)\)", sheet)
        for look in ("light", "dark")
    }

    assert {file.name for file in paths.resource_folder("themes").glob("*.svg")} == wanted
