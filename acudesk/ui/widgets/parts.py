"""Plain pieces of the window: labels by their role, cards, buttons, lines."""

from html import escape
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from acudesk.ui.theme import Theme

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label drawn by its role in the style sheet; its text is never read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


class FittingLabel(QLabel):
    """A label that shows the first of its wordings that fits, the whole on hover."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._wordings: tuple[str, ...] = ("",)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        elastic(self)

    def say(self, *wordings: str) -> None:
        """Show one of these, the longest first."""
        self._wordings = wordings
        self.setToolTip(plain_tip(wordings[0]))
        self._fit()

    def keep_off(self, padding: int) -> None:
        """Leave so many pixels free at either side."""
        self.setContentsMargins(padding, 0, padding, 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        room = self.contentsRect().width()
        for wording in self._wordings:
            if metrics.horizontalAdvance(wording) <= room:
                self.setText(wording)
                return
        last = self._wordings[-1]
        self.setText(metrics.elidedText(last, Qt.TextElideMode.ElideRight, room))


def card(layout: QLayout) -> QFrame:
    """A white sheet with round corners around a layout."""
    frame = QFrame()
    frame.setObjectName("card")
    frame.setLayout(layout)
    return frame


def sheet(heading: str, words: str, *parts: QWidget | QLayout) -> QFrame:
    """A card with a heading, a word on it, and its parts below each other."""
    inside = QVBoxLayout()
    inside.setContentsMargins(18, 14, 18, 16)
    inside.setSpacing(10)
    line = QHBoxLayout()
    line.addWidget(label(heading, "heading"))
    line.addStretch(1)
    line.addWidget(label(words, "hint"))
    inside.addLayout(line)
    for part in parts:
        if isinstance(part, QLayout):
            inside.addLayout(part)
        else:
            inside.addWidget(part)
    return card(inside)


def button(text: str, *, primary: bool = False, flat: bool = False) -> QPushButton:
    """A button; one per place is primary."""
    made = QPushButton(text)
    made.setProperty("primary", primary)
    made.setProperty("flat", flat)
    made.setAutoDefault(False)
    return made


def icon_button(name: str) -> QToolButton:
    """A small button that shows only an icon; `name` is what it does, for everybody."""
    made = QToolButton()
    made.setProperty("flat", True)
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setIconSize(QSize(18, 18))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def themed_icon(
    widget: QPushButton | QToolButton, theme: Theme, name: str, token: str = ""
) -> None:
    """Keep an icon on a button in the colour of the present look."""

    if widget.text():
        # Qt sets an icon close to its text; a space keeps them apart.
        widget.setAccessibleName(widget.accessibleName() or widget.text())
        widget.setText(f" {widget.text().strip()}")

    def paint() -> None:
        if not shiboken6.isValid(widget):
            return
        colour = str(getattr(theme.style, token)) if token else ""
        widget.setIcon(theme.icon(name, colour))

    paint()
    theme.changed.connect(paint)


def plain_tip(text: str) -> str:
    """A text for a tooltip, which Qt would else read as markup where it looks like some."""
    lines = escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>" if text else ""


def restyled(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks about."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say what has changed, wherever the focus is."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def elastic(widget: AnyWidget) -> AnyWidget:
    """Let a widget take the width that is there, and no more."""
    widget.setSizePolicy(QSizePolicy.Policy.Ignored, widget.sizePolicy().verticalPolicy())
    return widget


def told(window: QWidget, title: str, text: str) -> None:
    """Tell something in a box that is closed with one key."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def bring_into_sight(part: QWidget, place: QPoint, around: int) -> None:
    """Scroll the area that a widget lies in, if any, until a place in the widget is seen."""
    area = part.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    whole = None if area is None else area.widget()
    if area is not None and whole is not None:
        inside = part.mapTo(whole, place)
        area.ensureVisible(inside.x(), inside.y(), 0, around)


class WheelGuard(QObject):
    """Keeps the wheel from changing a field that nobody is in; the page scrolls instead."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, (QAbstractSpinBox, QComboBox))
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False
