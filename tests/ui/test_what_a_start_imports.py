"""The first page waits for nothing that it does not show."""

import json
import os
import subprocess
import sys
from pathlib import Path

from acudesk.bootstrap import prepare_demo

START = """
import json, linecache, sys
from pathlib import Path
import acudesk.__main__
from acudesk.ui.app import Desk
from PySide6.QtWidgets import QApplication

application = QApplication([])
desk = Desk(application, Path(sys.argv[1]), Path(sys.argv[2]))
listed = []
desk.window.ready.connect(lambda: listed.extend(sys.modules))
desk.show()
while not ("today" in vars(desk.window) and desk.window.today.view and not desk.runner.is_busy):
    application.processEvents()
print(json.dumps({
    "listed": listed,
    "shown": sorted(sys.modules),
    "visits": len(desk.window.today.view.visits),
    "sources": sorted(name for name in linecache.cache if "acudesk" in name),
}))
desk.close()
"""
LATER = {
    "matplotlib",
    "numpy",
    "typst",
    "acudesk.charts.trend",
    "acudesk.domain.point_parser",
    "acudesk.domain.safety_rules",
    "acudesk.domain.trend",
    "acudesk.services.imports",
    "acudesk.services.mistakes",
    "acudesk.services.safety",
    "acudesk.services.signing",
    "acudesk.ui.pages.patient",
    "acudesk.ui.pages.session",
    "acudesk.ui.pages.settings",
}
AFTER_THE_LIST = {
    "acudesk.domain.progress",
    "acudesk.domain.session",
    "acudesk.services.today",
    "acudesk.ui.pages.today",
    "acudesk.ui.widgets.retention_timer",
}


def test_what_is_not_shown_is_not_imported(tmp_path: Path) -> None:
    prepare_demo(tmp_path / "demo")
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "demo"), str(tmp_path / "settings.toml")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["visits"] == 7
    assert LATER & set(found["shown"]) == set()
    assert AFTER_THE_LIST & set(found["listed"]) == set()
    assert {"acudesk.services.today", "acudesk.ui.pages.today"} <= set(found["shown"])
    assert found["sources"] == []  # what PySide6 would read and keep of every module
