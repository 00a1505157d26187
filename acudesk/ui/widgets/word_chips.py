"""Chips that write their word into a text: a quick start, which the text itself goes on from."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from acudesk.ui.widgets.chips_field import ChipsField


class WordChips(QWidget):
    """A chip writes its word on a line of its own, and takes it away again as long as nothing was
    added to it. A chip is chosen where a line of the text begins with its word."""

    chosen = Signal()

    def __init__(self, name: str, words: Iterable[str], text: QPlainTextEdit) -> None:
        super().__init__()
        self._text = text
        self._chips: ChipsField[str] = ChipsField(name, ((word, word) for word in words))
        self._chips.chosen.connect(self._write)
        text.textChanged.connect(self._follow)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._chips)
        self.setFocusProxy(self._chips)

    @property
    def chips(self) -> ChipsField[str]:
        """The chips themselves."""
        return self._chips

    def _write(self) -> None:
        lines = self._text.toPlainText().split("\n")
        kept = [line for line in lines if line.strip() not in self._words or self._is_on(line)]
        added = [word for word in self._chips.values if not _stands(word, kept)]
        while kept and not kept[-1].strip():
            kept.pop()
        if kept + added != lines:
            self._put("\n".join(kept + added))
        self._follow()
        self.chosen.emit()

    @property
    def _words(self) -> tuple[str, ...]:
        return tuple(part.text() for part in self._chips.parts)

    def _is_on(self, line: str) -> bool:
        return line.strip() in self._chips.values

    def _put(self, words: str) -> None:
        """Put a text in place of the other; Ctrl+Z brings that back."""
        cursor = self._text.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(words)
        self._text.moveCursor(QTextCursor.MoveOperation.End)

    def _follow(self) -> None:
        lines = self._text.toPlainText().split("\n")
        self._chips.choose(word for word in self._words if _stands(word, lines))


def _stands(word: str, lines: Iterable[str]) -> bool:
    """Whether a line begins with a word, whatever its capitals."""
    return any(line.strip().casefold().startswith(word.casefold()) for line in lines)
