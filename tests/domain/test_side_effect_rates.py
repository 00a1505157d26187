"""Side effects by session: where the checklist was asked apart from where it was not."""

from acudesk.domain.intervals import Share, wilson
from acudesk.domain.sealing import EnteredInError
from acudesk.domain.session import Session, SessionKind
from acudesk.domain.side_effect_rates import KindRate, counted_rates, effect_rates
from acudesk.domain.side_effects import Noticed, SideEffect, SideEffectKind
from tests.domain.support import session

BRUISING, SORENESS, FATIGUE = (
    SideEffectKind.BRUISING,
    SideEffectKind.SORENESS,
    SideEffectKind.FATIGUE,
)
UNKNOWN_OF_2 = Share(count=0, of=2, share=None, low=None, high=None)


def asked(key: int, *kinds: SideEffectKind, kind: SessionKind = SessionKind.VISIT) -> Session:
    """A session in which the checklist was gone through."""
    effects = tuple(SideEffect(kind=one) for one in kinds)
    return session(key, kind=kind, side_effects_asked=True, side_effects=effects)


def test_asked_apart_from_not_asked() -> None:
    sessions = [asked(1, BRUISING), asked(2), asked(3), session(4), session(5)]

    yes, no = effect_rates(sessions)

    assert (yes.asked, yes.sessions, yes.effects, yes.any) == (True, 3, 1, wilson(1, 3))
    assert (no.asked, no.sessions, no.effects, no.any) == (False, 2, 0, UNKNOWN_OF_2)
    assert yes.kinds == (KindRate(kind=BRUISING, share=wilson(1, 3)),)
    assert no.kinds == ()


def test_what_nobody_asked_is_not_known_and_no_rate_of_0() -> None:
    yes, no = effect_rates([asked(1), asked(2), session(3), session(4)])

    assert (yes.is_known, yes.any, yes.share_of(BRUISING)) == (True, wilson(0, 2), wilson(0, 2))
    assert (no.is_known, no.any, no.share_of(BRUISING)) == (False, UNKNOWN_OF_2, UNKNOWN_OF_2)
    told = counted_rates(asked=False, sessions=2, with_any=1, kinds=[(SORENESS, 1)])
    assert (told.is_known, told.any, told.share_of(SORENESS)) == (True, wilson(1, 2), wilson(1, 2))
    assert told.share_of(BRUISING) == UNKNOWN_OF_2


def test_asking_at_either_moment_is_asking() -> None:
    since = session(1, since_asked=True)

    yes, no = effect_rates([since])

    assert (yes.sessions, no.sessions) == (1, 0)


def test_of_no_session_there_is_no_share() -> None:
    yes, no = effect_rates([])

    assert (yes.any.share, no.any.share) == (None, None)


def test_a_session_counts_once_a_kind_and_once_in_all() -> None:
    # Sore during the treatment and since then: one session with soreness.
    both = session(
        1,
        side_effects_asked=True,
        since_asked=True,
        side_effects=(
            SideEffect(kind=SORENESS),
            SideEffect(kind=SORENESS, noticed=Noticed.SINCE),
            SideEffect(kind=BRUISING),
        ),
    )

    yes, _ = effect_rates([both, asked(2, BRUISING), asked(3), asked(4)])

    assert (yes.any.count, yes.any.of) == (2, 4)
    assert [(one.kind, one.share.count) for one in yes.kinds] == [(BRUISING, 2), (SORENESS, 1)]
    assert yes.effects == 3


def test_of_equals_the_order_is_that_of_the_checklist() -> None:
    rates = counted_rates(
        asked=True, sessions=9, with_any=4, kinds=[(FATIGUE, 2), (BRUISING, 2), (SORENESS, 0)]
    )

    assert [one.kind for one in rates.kinds] == [BRUISING, FATIGUE]
    assert (rates.any, rates.effects) == (wilson(4, 9), 4)


def test_entries_between_visits_and_errors_are_no_sessions() -> None:
    wrong = EnteredInError(marked_at=session(1).entered_at, who="x", reason="x")
    struck = session(
        2, error=wrong, side_effects_asked=True, side_effects=(SideEffect(kind=BRUISING),)
    )

    yes, no = effect_rates([asked(1), struck, asked(3, BRUISING, kind=SessionKind.BETWEEN)])

    assert (yes.sessions, yes.effects, no.sessions) == (1, 0, 0)
