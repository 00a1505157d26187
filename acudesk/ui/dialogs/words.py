"""What the words about a course mean, and where they come from."""

from collections.abc import Iterable, Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from acudesk import paths
from acudesk.domain.glossary import Chapter, glossary
from acudesk.domain.meanings import Meaning
from acudesk.domain.measure import Measure, measures_from_toml
from acudesk.domain.record_sections import Line, Section
from acudesk.domain.text import folded, search_words
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import button, card, elastic, label
from acudesk.ui.widgets.record_text import RecordText

WIDTH, HEIGHT = 820, 680
LABEL_SHARE = 32
"""Per cent of the width that the words have; their meaning is longer."""
ROOM = 40
"""What stays free of the screen around the dialog, in logical pixels."""


class WordsDialog(QDialog):
    """All words with their meaning and sources, to read, select, copy and search in.

    `measures` are those whose thresholds are listed, without them the ones that AcuDesk ships.
    """

    def __init__(
        self, theme: Theme, parent: QWidget | None, measures: Sequence[Measure] = ()
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What the words mean"))
        self.setModal(True)
        shipped = paths.resource("measures.toml")
        self._chapters = glossary(
            measures or measures_from_toml(shipped.read_text(encoding="utf-8"))
        )
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the words"))
        self.search.setAccessibleName(tr("Search the words"))
        self.search.setMaximumWidth(260)
        self.search.textChanged.connect(self._show)
        self.text = RecordText(theme, LABEL_SHARE)
        self.text.setAccessibleName(tr("What the words mean"))
        self.close_button = button(tr("Close"))
        self.close_button.clicked.connect(self.accept)
        self._build()
        theme.changed.connect(self._show)
        self.finished.connect(self.deleteLater)
        self._show()
        self.text.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            room = self.screen().availableSize()
            self.resize(min(WIDTH, room.width() - ROOM), min(HEIGHT, room.height() - ROOM))
        super().showEvent(event)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(tr("What the words mean"), "title"))
        head.addStretch(1)
        head.addWidget(self.search)
        inside = QVBoxLayout()
        inside.setContentsMargins(10, 6, 4, 6)
        inside.addWidget(self.text)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        hint = tr("A figure stands here only with its source. AcuDesk prompts; you decide.")
        foot.addWidget(elastic(label(hint, "hint", wrap=True)), 1)
        foot.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addLayout(head)
        box.addWidget(card(inside), 1)
        box.addLayout(foot)

    def _show(self) -> None:
        wanted = search_words(self.search.text())
        found = [
            Section(title=chapter.title, lines=tuple(_lines(chapter, wanted)))
            for chapter in self._chapters
        ]
        sections = [section for section in found if section.lines]
        nothing = () if sections else (tr("Nothing here matches the search."),)
        self.text.show_parts(nothing, sections)


def _lines(chapter: Chapter, wanted: Sequence[str]) -> Iterable[Line]:
    for one in chapter.meanings:
        text = folded(_text(one))
        if all(word in text for word in wanted):
            yield Line(label=one.words, text=one.explanation, detail=one.source)


def _text(one: Meaning) -> str:
    return " ".join((one.words, one.explanation, one.source))
