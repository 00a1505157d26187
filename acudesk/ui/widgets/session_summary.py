"""A signed session to read: everything recorded, its addenda beside or below it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from acudesk.domain.record import Record
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.record_text import RecordText

WIDE = 860
"""From this width on the addenda stand beside the original, else below it."""


class SessionSummary(QWidget):
    """Shows the same sections as the paper; what was entered in error is struck through.

    It scrolls by itself, also by the keys, and its text can be selected and copied.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._record: Record | None = None
        self._is_wide = False
        self.text = RecordText(theme)
        self.beside = RecordText(theme)
        self.beside.setAccessibleName(tr("Addenda"))
        self._line = QFrame()
        self._line.setFrameShape(QFrame.Shape.VLine)
        self._theme = theme
        box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.text, 3)
        box.addWidget(self._line)
        box.addWidget(self.beside, 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.text)
        theme.changed.connect(self._show)
        self._show()

    def show_record(self, record: Record) -> None:
        """Show a session as it is kept."""
        again = self._record is not None and self._record.session.id == record.session.id
        place = self.text.verticalScrollBar().value() if again else 0
        self._record = record
        self.text.setAccessibleName(tr("Record: {title}", title=record.title))
        self._show()
        self.text.verticalScrollBar().setValue(place)

    def clear(self) -> None:
        """Show nothing."""
        self._record = None
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= WIDE
        if wide != self._is_wide:
            self._is_wide = wide
            self._show()

    def _show(self) -> None:
        palette = self._line.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(self._theme.style.border))
        self._line.setPalette(palette)
        record = self._record
        beside = record is not None and bool(record.addenda) and self._is_wide
        self.beside.setVisible(beside)
        self._line.setVisible(beside)
        if record is None:
            self.text.clear()
            self.beside.clear()
            return
        remarks = []
        if record.error is not None:
            remarks.append(f"{record.error.words}. {record.error.marked}.")
        if record.addenda and not beside:
            count = len(record.addenda)
            remarks.append(
                ntr("{n} addendum stands at the end.", "{n} addenda stand at the end.", count)
            )
        self.text.show_parts(
            remarks,
            record.sections,
            () if beside else record.addenda,
            record.note,
            struck=record.error is not None,
        )
        self.beside.show_parts((), (), record.addenda)
