"""Marks on the body chart: where it hurts and where was needled, zone by zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr


class MarkKind(StrEnum):
    """What a mark says."""

    PAIN = "pain"
    NEEDLED = "needled"


class PainQuality(StrEnum):
    """What the pain is like."""

    ACHING = "aching"
    BURNING = "burning"
    STABBING = "stabbing"
    TINGLING = "tingling"
    NUMB = "numb"
    CRAMPING = "cramping"


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMark:
    """One mark on one zone; `intensity` is 0 to 10, None not asked."""

    zone: str
    kind: MarkKind
    intensity: int | None = None
    quality: PainQuality | None = None
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", cleaned(self.note, limit=500, field="marks"))


def check_marks(marks: Iterable[BodyMark]) -> tuple[BodyMark, ...]:
    """Each zone at most once of a kind, in a stable order; raises DomainError else."""
    kept = tuple(sorted(marks, key=lambda mark: (mark.kind, mark.zone)))
    if len({(mark.kind, mark.zone) for mark in kept}) < len(kept):
        raise DomainError(tr("A zone is marked twice."), field="marks")
    return kept
