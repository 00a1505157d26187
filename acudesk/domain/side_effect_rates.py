"""How often side effects were noted, counted by session: asked by checklist apart from not asked.

A checklist finds six times more than an open question (Chung 2015, Clin J Pain): the two are
never added up.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acudesk.domain.intervals import Share, wilson
from acudesk.domain.progress import visits
from acudesk.domain.session import Session
from acudesk.domain.side_effects import SideEffectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRate:
    """In how many sessions a kind was noted."""

    kind: SideEffectKind
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRates:
    """Of `sessions` visits, `any` those with a side effect of whatever kind, `kinds` each kind,
    the most frequent first; `effects` side effects in all."""

    asked: bool
    sessions: int
    effects: int
    any: Share
    kinds: tuple[KindRate, ...]


def effect_rates(sessions: Sequence[Session]) -> tuple[EffectRates, EffectRates]:
    """The rates of the visits where the checklist was asked, and of those where it was not."""
    done = visits(sessions)
    return (
        _rates([one for one in done if one.effects_asked], asked=True),
        _rates([one for one in done if not one.effects_asked], asked=False),
    )


def counted_rates(
    *, asked: bool, sessions: int, with_any: int, kinds: Iterable[tuple[SideEffectKind, int]]
) -> EffectRates:
    """The rates from counts of sessions: all of them, those with a side effect of whatever kind,
    and those with each kind."""
    counts = sorted(kinds, key=lambda one: (-one[1], list(SideEffectKind).index(one[0])))
    return EffectRates(
        asked=asked,
        sessions=sessions,
        effects=sum(count for _, count in counts),
        any=wilson(with_any, sessions),
        kinds=tuple(
            KindRate(kind=kind, share=wilson(count, sessions)) for kind, count in counts if count
        ),
    )


def _rates(sessions: Sequence[Session], *, asked: bool) -> EffectRates:
    kinds: Counter[SideEffectKind] = Counter()
    for session in sessions:
        kinds.update({effect.kind for effect in session.side_effects})
    return counted_rates(
        asked=asked,
        sessions=len(sessions),
        with_any=sum(bool(session.side_effects) for session in sessions),
        kinds=kinds.items(),
    )
