"""Started without a console, as Windows starts `acudesk-gui`: the reason stands in a box."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from acudesk.__main__ import gui
from acudesk.bootstrap import open_practice


def told_by(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> tuple[int, str]:
    """The exit code, and what the box said before it was closed."""
    found: list[str] = []

    def read() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            found.append(box.text())
            box.accept()

    watch = QTimer()
    watch.timeout.connect(read)
    watch.start(10)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "argv", ["acudesk-gui", *map(str, arguments)])
        patch.setattr(sys, "stderr", None)
        code = gui()
    watch.stop()
    return code, "\n".join(found)


@pytest.mark.usefixtures("qapp")
def test_wrong_usage_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code, said = told_by(monkeypatch, "--data", tmp_path, "nonsense")

    assert code == 2
    assert "No such command" in said


@pytest.mark.usefixtures("qapp")
def test_a_refusal_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with open_practice(tmp_path):
        pass
    code, said = told_by(monkeypatch, "--data", tmp_path, "demo", "--no-window")

    assert code == 1
    assert "real practice" in said


@pytest.mark.usefixtures("qapp")
def test_where_all_went_well_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with open_practice(tmp_path):
        pass

    assert told_by(monkeypatch, "--data", tmp_path, "patients") == (0, "")


def test_with_a_console_the_reason_stands_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["acudesk-gui", "--data", str(tmp_path / "p"), "patients"])

    assert gui() == 1
    assert "There is no practice" in capsys.readouterr().err
