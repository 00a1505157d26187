"""How often side effects were noted, counted by session: asked by checklist apart from not asked.

A checklist finds six times more than an open question (Chung 2015, Clin J Pain): the two are
never added up. What nobody asked is not known: where nothing was noted there, there is no rate,
and least of all one of 0.
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
    the most frequent first; `effects` side effects in all. Where nobody asked, the shares are of
    what was told unasked, and `any` has none where nothing was."""

    asked: bool
    sessions: int
    effects: int
    any: Share
    kinds: tuple[KindRate, ...]

    @property
    def is_known(self) -> bool:
        """Whether something can be said of the sessions: somebody asked, or was told unasked."""
        return self.any.share is not None

    def share_of(self, kind: SideEffectKind) -> Share:
        """The sessions with a kind, also of one that was noted nowhere."""
        found = next((one.share for one in self.kinds if one.kind == kind), None)
        return found or _share(0, self.sessions, asked=self.asked)


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
        any=_share(with_any, sessions, asked=asked),
        kinds=tuple(
            KindRate(kind=kind, share=wilson(count, sessions)) for kind, count in counts if count
        ),
    )


def _share(count: int, of: int, *, asked: bool) -> Share:
    if count or asked:
        return wilson(count, of)
    return Share(count=0, of=of, share=None, low=None, high=None)


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
