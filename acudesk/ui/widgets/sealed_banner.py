"""Over a signed session: who signed it and when, whether its seal holds, what can be done."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from acudesk.domain.record import Record
from acudesk.domain.text import shortened
from acudesk.translation import tr
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import button, label, plain_tip, restyled

REASON_LETTERS = 140
"""So much of a reason stands in the banner; the whole stands above the record."""


class SealedBanner(QWidget):
    """`addendum_wanted`, `print_wanted` and `error_wanted` follow its buttons."""

    addendum_wanted = Signal()
    print_wanted = Signal()
    error_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._frame = QFrame()
        self._frame.setObjectName("notice")
        self._signed = label("", "heading", wrap=True)
        self._seal = label("", "hint", wrap=True)
        self._late = label("", "label", wrap=True)
        self._error = label("", "heading", wrap=True)
        self.addendum_button = button(tr("Addendum…"))
        self.print_button = button(tr("Print record…"))
        self.error_button = button(tr("Entered in error…"))
        self.addendum_button.clicked.connect(self.addendum_wanted)
        self.print_button.clicked.connect(self.print_wanted)
        self.error_button.clicked.connect(self.error_wanted)
        doing = QWidget()
        flow = FlowLayout(doing, gap=8)
        for one in (self.addendum_button, self.print_button, self.error_button):
            flow.addWidget(one)
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(3)
        for words in (self._error, self._signed, self._seal, self._late):
            inside.addWidget(words)
        inside.addSpacing(6)
        inside.addWidget(doing)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._frame)

    @property
    def words(self) -> str:
        """All that it says."""
        shown = (self._error, self._signed, self._seal, self._late)
        return " ".join(one.text() for one in shown if one.text())

    def show_record(self, record: Record) -> None:
        """Show the state of a signed session; a draft has none."""
        signed, error = record.signed, record.error
        if signed is None:
            self.hide()
            return
        broken = not signed.holds
        restyled(self._frame, "kind", "error" if broken or error is not None else "done")
        # The loudest word first: what is wrong, else who signed.
        restyled(self._signed, "role", "label" if broken or error is not None else "heading")
        self._signed.setText(signed.briefly)
        restyled(self._seal, "role", "heading" if broken else "hint")
        self._seal.setText(
            signed.state
            if broken
            else tr("Seal {seal}: {state}", seal=signed.seal, state=signed.state)
        )
        self._late.setText(record.late)
        self._late.setVisible(bool(record.late))
        self._error.setText("" if error is None else f"{shortened(error.words, REASON_LETTERS)}.")
        self._error.setToolTip("" if error is None else plain_tip(error.words))
        self._error.setVisible(error is not None)
        self.error_button.setVisible(error is None)
        self.show()
        if self.accessibleName() != self.words:
            self.setAccessibleName(self.words)
            if broken:
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
