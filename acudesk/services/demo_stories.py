"""How the courses of the demo practice go: one at every stage that a practice knows."""

from dataclasses import dataclass
from math import exp

from acudesk.domain.course import Outcome, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How one course goes: its visits, pain from and to (0-10), and what is special about it.

    `since` is how many days ago the last visit was; `gaps` the share of scores not asked;
    `settles` the number of visits after which most of the change has happened. `late`: at the
    end of the day, which puts the patient at the top of the list. `pause_days` is how much later
    than usual the visit `pause_before` came; `bruise` and `addendum` are the numbers of the visits
    that leave a bruise, and that are corrected afterwards.
    """

    visits: int
    start: float = 7
    end: float = 3
    since: int = 3
    per_week: int = 1
    planned: int = 10
    condition: int = 0
    side: Side | None = None
    leg: bool = False
    gaps: float = 0.02
    mobility: float = 1.0
    settles: float = 4
    outcome: Outcome | None = None
    calls: int = 0
    late: bool = False
    pause_before: int = 0
    pause_days: int = 0
    bruise: int = 0
    addendum: int = 0

    def pain_after(self, visits: float) -> float:
        """Average pain after so many visits, before good and bad days."""
        settled = 1 - exp(-visits / self.settles)
        return self.start + (self.end - self.start) * settled


STORIES: tuple[tuple[Story, ...], ...] = (
    # Twelve sessions of sciatica, the latest yesterday: the one to look at first. All that a
    # chart can mark is in it, and its last review waits.
    (
        Story(
            visits=12,
            start=8,
            end=2,
            since=1,
            per_week=2,
            planned=12,
            condition=2,
            side=Side.LEFT,
            leg=True,
            gaps=0,
            settles=7,
            late=True,
            pause_before=9,
            pause_days=11,
            bruise=3,
            addendum=5,
        ),
    ),
    # New, not treated yet.
    (Story(visits=0),),
    # One session.
    (Story(visits=1, start=6, since=1, condition=3, side=Side.BOTH, leg=True),),
    # Half way.
    (Story(visits=6, start=7, end=4, since=2, side=Side.CENTRAL),),
    # Forty sessions: a course, then maintenance, ten by ten.
    (Story(visits=40, start=8, end=2.5, since=5, condition=5, settles=6, bruise=7),),
    # Two courses: one closed last year, one running.
    (
        Story(visits=10, start=7, end=2, since=210, side=Side.RIGHT, outcome=Outcome.IMPROVED),
        Story(visits=5, start=6, end=4, since=2, condition=2, side=Side.RIGHT, leg=True),
    ),
    # Closed, improved.
    (
        Story(
            visits=10,
            start=7,
            end=2,
            since=24,
            per_week=2,
            outcome=Outcome.IMPROVED,
            addendum=3,
        ),
    ),
    # Scores missing here and there, and three weeks without a visit.
    (
        Story(
            visits=9,
            start=6,
            end=3,
            since=6,
            condition=1,
            gaps=0.4,
            settles=6,
            pause_before=6,
            pause_days=14,
        ),
    ),
    # Getting worse: no gain after six visits, and nobody has looked back on it yet.
    (
        Story(
            visits=7,
            start=4,
            end=8.5,
            since=3,
            condition=3,
            leg=True,
            mobility=-0.6,
            settles=2.5,
            gaps=0,
        ),
    ),
    # Mobility within the error of measurement, pain unchanged.
    (Story(visits=8, start=5, end=5, since=4, condition=4, mobility=0.1),),
    # Entries between visits.
    (Story(visits=8, start=6, end=3, since=2, calls=5),),
    # Complaint gone.
    (
        Story(
            visits=8,
            start=6,
            end=0,
            since=40,
            per_week=2,
            settles=2.5,
            outcome=Outcome.RESOLVED,
        ),
    ),
    # Stopped by the patient.
    (Story(visits=3, start=7, end=6, since=60, outcome=Outcome.STOPPED),),
    # Referred.
    (Story(visits=5, start=6, end=8, since=33, condition=1, leg=True, outcome=Outcome.REFERRED),),
)
