"""What is to be settled before the first needle, in two lines where all is well."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from acudesk.domain.safety import Finding
from acudesk.domain.safety_rules import Level
from acudesk.domain.screening import Consent, Screening
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.flow_layout import FlowLayout
from acudesk.ui.widgets.parts import FittingLabel, label, themed_icon
from acudesk.ui.widgets.safety_finding import SafetyFinding

AROUND = 28
"""Padding and border of a chip in the style sheet."""
ROWS = 3
"""So many findings stand in sight; stops are always there, however many."""


class SafetyPanel(QWidget):
    """Shows what holds and tells what is wanted; keeps nothing.

    `health_confirmed` follows one tap on "unchanged" (False takes it back); the signals about an
    override carry the Finding.
    """

    health_confirmed = Signal(bool)
    screening_wanted = Signal()
    consent_wanted = Signal()
    override_wanted = Signal(object)
    override_taken_back = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rows: list[SafetyFinding] = []
        self._shown: tuple[object, ...] | None = None
        self._unfolded = False
        self._screening = ""
        self.unchanged = _chip("")
        self.unchanged.setCheckable(True)
        self.unchanged.clicked.connect(self.health_confirmed)
        self._health = label("", "muted")
        self.screen_button = _chip("")
        self.screen_button.clicked.connect(self.screening_wanted)
        self._consent = label("", "muted")
        self.consent_button = _chip("")
        self.consent_button.clicked.connect(self.consent_wanted)
        self.more_button = QPushButton()
        self.more_button.setProperty("part", "segment")
        self.more_button.setAutoDefault(False)
        self.more_button.clicked.connect(self._unfold)
        self._decision = FittingLabel("hint")
        self._head = QWidget()
        flow = FlowLayout(self._head, gap=8)
        flow.addWidget(self.unchanged)
        flow.addWidget(_pair(self._health, self.screen_button))
        flow.addWidget(_pair(self._consent, self.consent_button))
        self._list = QVBoxLayout()
        self._list.setSpacing(5)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(7)
        box.addWidget(self._head)
        box.addLayout(self._list)
        box.addWidget(self._decision)
        box.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        for one in (self.screen_button, self.consent_button):
            themed_icon(one, theme, "pencil", "text_muted")
        self.show_state(None, (), (), None, is_draft=True)

    def show_state(
        self,
        screening: Screening | None,
        consents: Sequence[Consent],
        findings: Sequence[Finding],
        health_confirmed_at: datetime | None,
        is_draft: bool,
    ) -> None:
        """Show what is stored of the patient and of the session."""
        uid = screening.uid if screening is not None else ""
        if uid != self._screening:
            self._screening, self._unfolded = uid, False
        self._show_health(screening, health_confirmed_at, is_draft)
        self._show_consent(consents, is_draft)
        decision = screening.decision if screening is not None else ""
        state = (tuple(findings), decision, is_draft)
        if state != self._shown:
            self._shown = state
            self._decision.say(_decision_words(screening))
            self._decision.setVisible(bool(findings and decision))
            focus = self.window().focusWidget()
            held = any(one is focus for row in self.rows for one in row.findChildren(QWidget))
            self._fill(findings, is_draft)
            self._fold(decided=bool(decision))
            self._aim()
            if held:  # By a row that is no more.
                self.setFocus()
        self._aim()

    def _show_health(
        self, screening: Screening | None, confirmed: datetime | None, is_draft: bool
    ) -> None:
        screened_now = screening is not None and screening.at == confirmed
        can_tap = screening is not None and not screened_now and (is_draft or bool(confirmed))
        at = "" if confirmed is None else f"{confirmed.astimezone():%H:%M}"
        words = tr("Health, medicines, implants, pregnancy: unchanged")
        if confirmed is not None:
            words = tr("{words}, {time}", words=words, time=at)
        # A checked chip is bold, which its hint does not know.
        metrics = QFontMetrics(window_font(bold=True))
        self.unchanged.setMinimumWidth(metrics.horizontalAdvance(words) + AROUND)
        self.unchanged.setText(words)
        self.unchanged.setAccessibleName(words)
        self.unchanged.setAccessibleDescription(
            tr("Press again to take it back") if confirmed else ""
        )
        self.unchanged.setChecked(confirmed is not None)
        self.unchanged.setEnabled(is_draft)
        self.unchanged.setVisible(can_tap)
        self._health.setText(
            tr("Not screened yet")
            if screening is None
            else (tr("Screened {time}", time=at) if screened_now else "")
        )
        self._health.setVisible(bool(self._health.text()))
        _name(self.screen_button, tr("Screen now…") if screening is None else tr("Screening…"))
        self.screen_button.setVisible(is_draft)

    def _show_consent(self, consents: Sequence[Consent], is_draft: bool) -> None:
        holding = [consent for consent in consents if consent.holds]
        today = date.today()
        if holding:
            words = tr("Consent given {day}", day=short_date(holding[-1].given_on, today))
        elif consents and consents[-1].withdrawn_on is not None:
            words = tr("Consent withdrawn {day}", day=short_date(consents[-1].withdrawn_on, today))
        else:
            words = tr("No consent yet")
        self._consent.setText("" if holding and is_draft else words)
        self._consent.setVisible(bool(self._consent.text()))
        _name(self.consent_button, words if holding else tr("Consent…"))
        self.consent_button.setVisible(is_draft)

    def _fill(self, findings: Sequence[Finding], is_draft: bool) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for finding in findings:
            row = SafetyFinding(finding, is_draft=is_draft)
            row.override_wanted.connect(lambda finding=finding: self.override_wanted.emit(finding))
            row.taken_back.connect(lambda finding=finding: self.override_taken_back.emit(finding))
            self._list.addWidget(row)
            self.rows.append(row)

    def _fold(self, *, decided: bool) -> None:
        """Prompts that a decision was written on, and the last cautions, wait behind a button."""
        away = []
        for place, row in enumerate(self.rows):
            level = row.finding.level
            settled = decided and level == Level.REFER
            folded = settled or (place >= ROWS and level not in (Level.STOP, Level.REFER))
            if folded and not self._unfolded:
                away.append(row)
            row.setVisible(row not in away)
        self.more_button.setText(ntr("{n} more prompt…", "{n} more prompts…", len(away)))
        self.more_button.setVisible(bool(away))

    def _unfold(self) -> None:
        self._unfolded = True
        self._fold(decided=False)
        self._aim()

    def _aim(self) -> None:
        """Whoever is sent here comes to what is to be settled."""
        stops = (row.button for row in self.rows if row.finding.stops and row.button is not None)
        usual = self.screen_button if self.unchanged.isHidden() else self.unchanged
        self.setFocusProxy(next(stops, usual))


def _chip(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("part", "chip")
    made.setAutoDefault(False)
    return made


def _name(button: QPushButton, text: str) -> None:
    button.setText(f" {text}")
    button.setAccessibleName(text)


def _pair(words: QLabel, button: QPushButton) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    line.addWidget(words)
    line.addWidget(button)
    return made


def _decision_words(screening: Screening | None) -> str:
    if screening is None or not screening.decision:
        return ""
    decision = " ".join(screening.decision.split())
    if screening.at is None:
        return tr("Decided: {decision}", decision=decision)
    day = short_date(screening.at.astimezone().date(), date.today())
    return tr("Decided {day}: {decision}", day=day, decision=decision)
