"""What each field of a visit records: from a field's signal to one call of a service."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from acudesk.domain.changes import Changes
from acudesk.domain.safety import Finding
from acudesk.domain.session import ScoreKey
from acudesk.domain.side_effects import FollowUp, Noticed
from acudesk.ui.draft_keeper import Entry
from acudesk.ui.pages.visit_sheet import VisitSheet

if TYPE_CHECKING:
    from acudesk.bootstrap import Services

EFFECTS, SINCE, NOTES, MINUTES, WHEN = "side effects", "since", "notes", "minutes", "when"
POINTS, MARKS, TIMER, HEALTH = "points", "marks", "timer", "health"
Keep = Callable[[Hashable, Entry], None]


class VisitEntries(QObject):
    """Hands every change of the sheet to `keep`, under the name of its field."""

    def __init__(self, sheet: VisitSheet, keep: Keep) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._keep = keep
        sheet.scores.given.connect(self._score)
        sheet.effects.changed.connect(lambda: self._effects(Noticed.DURING))
        sheet.since.changed.connect(lambda: self._effects(Noticed.SINCE))
        sheet.since.followed_up.connect(self._followed_up)
        sheet.notes.written.connect(self._notes)
        sheet.points.changed.connect(self._points)
        sheet.chart_made.connect(self._take_chart)
        for details in (sheet.exam, sheet.needles, sheet.after):
            details.given.connect(self.treatment)
        sheet.reactions.given.connect(self.treatment)
        sheet.effects.driving_chosen.connect(lambda one: self.treatment({"driving": one}))
        sheet.count.in_given.connect(lambda count: self.treatment({"needles_in": count}))
        sheet.count.out_given.connect(lambda count: self.treatment({"needles_out": count}))
        sheet.count.reason_given.connect(lambda text: self.treatment({"count_reason": text}))
        sheet.timer.start_wanted.connect(self._start_timer)
        sheet.timer.stop_wanted.connect(self._stop_timer)
        sheet.timer.extend_wanted.connect(
            lambda minutes: self.treatment({"timer_minutes": minutes})
        )
        sheet.timer.minutes_given.connect(
            lambda minutes: self.treatment({"retention_minutes": minutes})
        )
        sheet.safety.health_confirmed.connect(self._health)
        sheet.safety.override_taken_back.connect(self._take_back)

    def treatment(self, changes: dict[str, object]) -> None:
        """Keep some fields of the treatment, each under its own name."""
        self._keep(
            ("treatment", *sorted(changes)),
            lambda services, session_id: services.treatments.record_treatment(
                session_id, **changes
            ),
        )

    def override(self, finding: Finding, reason: str) -> None:
        """Keep the reason for which a stop is overridden."""
        self._keep(
            ("override", finding.rule, finding.about),
            lambda services, session_id: services.treatments.override(
                session_id, finding.rule, reason, about=finding.about, words=finding.words
            ),
        )

    def minutes(self, minutes: int | None) -> None:
        """Keep the length of the session."""
        self._keep(
            MINUTES,
            lambda services, session_id: services.sessions.record_minutes(session_id, minutes),
        )

    def _score(self, key: ScoreKey, given: str) -> None:
        self._keep(
            key,
            lambda services, session_id: services.sessions.record_score(
                session_id, key.measure, given, moment=key.moment, item=key.item
            ),
        )

    def _effects(self, noticed: Noticed) -> None:
        field = self._sheet.since if noticed == Noticed.SINCE else self._sheet.effects
        asked, effects = field.asked, field.effects
        self._keep(
            SINCE if noticed == Noticed.SINCE else EFFECTS,
            lambda services, session_id: services.sessions.record_side_effects(
                session_id, asked=asked, effects=effects, noticed=noticed
            ),
        )

    def _followed_up(self, follow_ups: tuple[FollowUp, ...]) -> None:
        self._keep(
            "follow-ups",
            lambda services, session_id: services.treatments.record_follow_ups(
                session_id, follow_ups, asked=False
            ),
        )

    def _notes(self, text: str) -> None:
        self._keep(
            NOTES, lambda services, session_id: services.sessions.record_notes(session_id, text)
        )

    def _points(self) -> None:
        points = self._sheet.points.points
        self._keep(
            POINTS,
            lambda services, session_id: services.treatments.record_points(session_id, points),
        )

    def _take_chart(self) -> None:
        chart = self._sheet.chart
        assert chart is not None
        chart.changed.connect(self._marks)

    def _marks(self) -> None:
        chart = self._sheet.chart
        assert chart is not None
        marks = chart.marks
        self._keep(
            MARKS,
            lambda services, session_id: services.treatments.record_marks(session_id, marks),
        )

    def _start_timer(self, minutes: int) -> None:
        self._keep(
            TIMER,
            lambda services, session_id: services.treatments.start_timer(session_id, minutes),
        )

    def _stop_timer(self) -> None:
        def stop(services: "Services", session_id: int) -> Changes:
            return services.treatments.stop_timer(session_id)

        self._keep(TIMER, stop)

    def _health(self, confirmed: bool) -> None:
        self._keep(
            HEALTH,
            lambda services, session_id: services.treatments.confirm_health(
                session_id, confirmed=confirmed
            ),
        )

    def _take_back(self, finding: Finding) -> None:
        self._keep(
            ("override", finding.rule, finding.about),
            lambda services, session_id: services.treatments.take_back_override(
                session_id, finding.rule, finding.about
            ),
        )
