# mypy: disable-error-code="comparison-overlap"
"""The change inside a session, apart from the change over a course."""

from decimal import Decimal

from acudesk.domain.progress import Status, course_progress
from acudesk.domain.session import Score, Session
from acudesk.domain.within_session import Pair, within_sessions
from tests.domain.support import SHIPPED, score, session


def now(before: str | None, after: str | None, scale: str = "") -> list[Score]:
    """Pain now, before and after a treatment."""
    given = {"before": before, "after": after}
    return [
        score("pain_now", text, moment=moment, scale=scale)
        for moment, text in given.items()
        if text is not None
    ]


def course(*pairs: tuple[str | None, str | None]) -> list[Session]:
    return [session(number, *now(*pair)) for number, pair in enumerate(pairs, 1)]


def test_the_mean_of_the_changes() -> None:
    (found,) = within_sessions(SHIPPED, course(("7", "5"), ("6", "5"), ("6.5", "6.5")))

    assert (found.measure.code, found.scale.code) == ("pain_now", "nrs11")
    assert [pair.change for pair in found.pairs] == [-2, -1, 0]
    assert found.mean_change == -1


def test_relief_after_each_treatment_is_no_course_response() -> None:
    # Five points of relief every time, and as much pain before the last as before the first.
    sessions = course(("8", "3"), ("8", "3"), ("8", "3"))

    (within,) = within_sessions(SHIPPED, sessions)
    before = course_progress(SHIPPED, sessions)[0]

    assert within.mean_change == -5
    assert (before.key.moment, before.change, before.status) == ("before", 0, Status.UNCHANGED)


def test_a_half_of_a_pair_is_none() -> None:
    (found,) = within_sessions(SHIPPED, course(("7", None), (None, "5"), ("6", "4")))

    assert found.pairs == (Pair(session_id=3, before=Decimal(6), after=Decimal(4)),)
    assert within_sessions(SHIPPED, course(("7", None), (None, "5"))) == ()
    assert within_sessions(SHIPPED, []) == ()


def test_two_scales_stay_apart_and_make_no_pair() -> None:
    mixed = [
        *now("70", None, "vas100"),
        *now(None, "5"),
    ]
    sessions = [
        session(1, *now("70", "50", "vas100")),
        session(2, *now("6", "5")),
        session(3, *mixed),
    ]

    millimetres, points = within_sessions(SHIPPED, sessions)

    assert (millimetres.scale.code, millimetres.mean_change) == ("vas100", -20)
    assert (points.scale.code, points.mean_change, len(points.pairs)) == ("nrs11", -1, 1)


def test_what_is_asked_once_has_no_pairs() -> None:
    assert within_sessions(SHIPPED, [session(1, score("pain_7d", "5"))]) == ()
