"""A tile shows whole numbers, however narrow it is."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from acudesk.ui.widgets.tile import Tile


@pytest.mark.parametrize(
    ("room", "shown"),
    [("29.5 → 15.5 cm", "29.5 → 15.5 cm"), ("→ 15.5", "→ 15.5")],
)
def test_a_number_is_never_cut(qtbot: QtBot, fonts: None, room: str, shown: str) -> None:
    tile = Tile()
    qtbot.addWidget(tile)
    tile.say("Fingertip-to-floor distance", "29.5 → 15.5 cm", "better", unit="cm")
    (number,) = (one for one in tile.findChildren(QLabel) if one.property("role") == "number")
    tile.show()
    around = tile.width() - number.width()
    tile.setFixedWidth(number.fontMetrics().horizontalAdvance(room) + around + 4)
    qtbot.waitUntil(lambda: number.text().strip("\u2066\u2069") == shown)
