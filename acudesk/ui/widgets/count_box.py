"""A whole number that is typed or stepped."""

from PySide6.QtWidgets import QLineEdit, QSpinBox

_INDENT = 7
"""The style sheet takes the padding from the inner editor, so the text keeps off by itself."""


def count_box(low: int, high: int, *, step: int = 1) -> QSpinBox:
    """A spin box of the window's look."""
    made = QSpinBox()
    made.setRange(low, high)
    made.setSingleStep(step)
    inside = made.findChild(QLineEdit)
    assert inside is not None
    inside.setTextMargins(_INDENT, 0, 0, 0)
    return made
