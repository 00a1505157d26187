"""Sections of a record as one text that can be read, selected and copied as a whole."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from acudesk.domain.record import AddendumWords
from acudesk.domain.record_sections import Line, Section
from acudesk.translation import tr
from acudesk.ui.theme import Theme, window_font

LABEL_SHARE = 40
"""Per cent of the width that what is recorded is called by; the rest is what was recorded."""
BIG, USUAL, SMALL = 15, 13, 12
ABOVE, BELOW = 14, 4
APART = "\u2002 "
Block = QTextBlockFormat.LineHeightTypes


class RecordText(QTextEdit):
    """Shows sections and addenda; nothing in it is read as markup."""

    def __init__(self, theme: Theme, label_share: int = LABEL_SHARE) -> None:
        super().__init__()
        self._theme = theme
        self._label_share = label_share
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(6)
        self.document().setDefaultFont(window_font(USUAL))
        self._colours()

    def show_parts(
        self,
        remarks: Sequence[str],
        sections: Sequence[Section],
        addenda: Sequence[AddendumWords] = (),
        note: str = "",
        *,
        struck: bool = False,
    ) -> None:
        """Show remarks, the sections (struck through where asked), the addenda, and a note."""
        self._colours()
        self.clear()
        cursor = self.textCursor()
        for remark in remarks:
            self._paragraph(cursor, remark, self._format(bold=True), above=2)
        for section in sections:
            self._paragraph(cursor, section.title, self._format(BIG, bold=True), above=ABOVE)
            self._rows(cursor, (*section.lines, *_points(section)), struck)
        if addenda:
            self._paragraph(
                cursor,
                tr("Addendum") if len(addenda) == 1 else tr("Addenda"),
                self._format(BIG, bold=True),
                above=ABOVE if sections else 0,
            )
        for one in addenda:
            self._paragraph(cursor, one.written, self._format(bold=True), above=BELOW)
            self._paragraph(
                cursor, tr("Reason: {reason}", reason=one.reason), self._format(muted=True)
            )
            self._paragraph(cursor, one.text, self._format(), above=2)
        if note:
            self._paragraph(cursor, note, self._format(SMALL, muted=True), above=ABOVE)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(self._theme.style.focus))
            ring = QRectF(self.viewport().rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(ring, 7, 7)
            painter.end()

    def _colours(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, QColor(self._theme.style.text))
        self.setPalette(palette)

    def _rows(self, cursor: QTextCursor, lines: Sequence[Line], struck: bool) -> None:
        """Labels and texts side by side; a text without a label takes the whole width."""
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setCellSpacing(0)
        shape.setCellPadding(2)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setColumnWidthConstraints(
            [
                QTextLength(QTextLength.Type.PercentageLength, share)
                for share in (self._label_share, 100 - self._label_share)
            ]
        )
        table = cursor.insertTable(len(lines), 2, shape)
        for row, line in enumerate(lines):
            if not line.label:
                table.mergeCells(row, 0, 1, 2)
            self._cell(table, row, line, struck)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _cell(self, table: QTextTable, row: int, line: Line, struck: bool) -> None:
        if line.label:
            there = table.cellAt(row, 0).firstCursorPosition()
            there.setBlockFormat(_block())
            there.insertText(line.label, self._format(muted=True, struck=struck))
        there = table.cellAt(row, 1 if line.label else 0).firstCursorPosition()
        there.setBlockFormat(_block())
        there.insertText(line.text, self._format(struck=struck))
        if line.detail:
            breaks = "\n" in line.text or "\n" in line.detail
            there.insertText("\n" if breaks else APART)
            there.insertText(line.detail, self._format(SMALL, muted=True, struck=struck))

    def _paragraph(
        self, cursor: QTextCursor, text: str, letters: QTextCharFormat, above: int = 0
    ) -> None:
        if self.document().isEmpty():
            cursor.setBlockFormat(_block(above))
        else:
            cursor.insertBlock(_block(above))
        cursor.insertText(text, letters)

    def _format(
        self, pixels: int = USUAL, *, bold: bool = False, muted: bool = False, struck: bool = False
    ) -> QTextCharFormat:
        style = self._theme.style
        made = QTextCharFormat()
        made.setFont(window_font(pixels, bold=bold))
        made.setForeground(QColor(style.text_muted if muted else style.text))
        made.setFontStrikeOut(struck)
        if bold:
            made.setFontWeight(QFont.Weight.DemiBold)
        return made


def _points(section: Section) -> tuple[Line, ...]:
    """The points of a section as lines: a table of many columns has no room on screen."""
    found = []
    for row in section.rows:
        code, name, side, *cells = row.cells
        named = zip(section.columns[3:], cells, strict=True)
        told = [
            tr("{name}: {text}", name=column.lower(), text=cell) for column, cell in named if cell
        ]
        found.append(
            Line(
                label=" ".join(part for part in (code, name) if part),
                text=" · ".join(part for part in (side, *told) if part),
                detail=row.note,
            )
        )
    return tuple(found)


def _block(above: int = 0) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(above)
    made.setLineHeight(115, Block.ProportionalHeight.value)
    # Arabic would else move to the far end of its cell.
    made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    return made
