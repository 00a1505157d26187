"""One finding of the safety rules in a line: how much it weighs, what it says, and why."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.safety import Finding
from acudesk.domain.safety_rules import Level, level_name
from acudesk.translation import tr
from acudesk.ui.widgets.parts import label, plain_tip

BADGE = 64
LOWER = 4
"""By so much the badge stands lower than the buttons, beside the first line of the words."""


class SafetyFinding(QWidget):
    """`override_wanted` and `taken_back` follow the button of a stop."""

    override_wanted = Signal()
    taken_back = Signal()

    def __init__(self, finding: Finding, *, is_draft: bool) -> None:
        super().__init__()
        self.finding = finding
        self.words = label(finding.words, wrap=True)
        self.words.setAccessibleName(
            tr("{level}: {words}", level=level_name(finding.level), words=finding.words)
        )
        self.reason = label(_reason_words(finding), "hint", wrap=True)
        # Never shown here: a widget without a parent would be a window of its own.
        if not finding.overridden:
            self.reason.hide()
        self.why = _small(tr("Why?"))
        self.why.setCheckable(True)
        self.why.setAccessibleName(tr("Why? {words}", words=finding.words))
        sources = source_lines(finding)
        self.details = label(sources, "hint", wrap=True)
        self.details.hide()
        self.why.toggled.connect(self.details.setVisible)
        if not sources:
            self.why.hide()
        self.setToolTip("<br>".join(map(plain_tip, sources.splitlines())))
        self.button: QPushButton | None = None
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        mark = QVBoxLayout()
        mark.addSpacing(LOWER)
        mark.addWidget(level_badge(finding.level, quiet=finding.overridden))
        mark.addStretch(1)
        line.addLayout(mark)
        line.addWidget(self.words, 1)
        if finding.level == Level.STOP and is_draft:
            self.button = self._make_button()
            line.addWidget(self.button, 0, top)
        line.addWidget(self.why, 0, top)
        below = QVBoxLayout()
        below.setContentsMargins(BADGE + 8, 0, 0, 0)
        below.setSpacing(2)
        below.addWidget(self.reason)
        below.addWidget(self.details)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(line)
        box.addLayout(below)

    def _make_button(self) -> QPushButton:
        overridden = self.finding.overridden
        made = _small(tr("Take back") if overridden else tr("Override…"))
        made.setAccessibleName(f"{made.text()} {self.finding.words}")
        made.clicked.connect(self.taken_back if overridden else self.override_wanted)
        return made


def level_badge(level: Level, *, quiet: bool = False) -> QLabel:
    """The level as a small word in a frame; quiet where it is settled."""
    made = label(level_name(level).upper(), "level")
    made.setProperty("level", "" if quiet else level.value)
    made.setFixedWidth(BADGE)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def source_lines(finding: Finding) -> str:
    """Tradition, evidence and source of a finding, a line each."""
    return "\n".join(
        words
        for words, there in (
            (tr("Tradition: {text}", text=finding.tradition), finding.tradition),
            (tr("Evidence: {text}", text=finding.evidence), finding.evidence),
            (tr("Source: {text}", text=finding.source), finding.source),
        )
        if there
    )


def _reason_words(finding: Finding) -> str:
    if finding.override is None:
        return ""
    return tr("Overridden: {reason}", reason=finding.override.reason)


def _small(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("part", "segment")
    made.setAutoDefault(False)
    return made
