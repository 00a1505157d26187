"""What becomes of a text that is typed among the points, stroke by stroke.

`bl23` and a space is a point; `l` behind it is that point's side; `lbp` may be the shorthand of a
set; what is not understood stays to be put right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acudesk.domain.needles import NeedledPoint
from acudesk.domain.point_library import PointLibrary
from acudesk.domain.point_mention import Mention
from acudesk.domain.point_sets import PointSet
from acudesk.domain.points import name_key
from acudesk.domain.prescription import with_mention, with_set
from acudesk.domain.text import folded

Sets = Mapping[str, PointSet]
"""Sets by their shorthand, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """What was typed last, and the prescription before it: a side or a count may follow."""

    text: str
    before: tuple[NeedledPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The prescription after a text, and what of the text is left: choices and troubles."""

    points: tuple[NeedledPoint, ...]
    left: tuple[Mention, ...] = ()
    latest: Latest | None = None


def sets_by_shorthand(sets: Sequence[PointSet]) -> Sets:
    """The sets that have a shorthand."""
    return {folded(one.shorthand): one for one in sets if one.shorthand}


def take(
    library: PointLibrary,
    points: tuple[NeedledPoint, ...],
    text: str,
    *,
    sets: Sets,
    latest: Latest | None = None,
) -> Taken:
    """Read a text into the prescription. Raises DomainError for too many points."""
    mentions = library.parse(text)
    if not any(one.point for one in mentions) and (named := sets.get(folded(text.strip()))):
        return Taken(points=with_set(points, named.points))
    if latest and (more := _more(library, latest, text, mentions)):
        points = latest.before
        for mention in more:
            points = with_mention(points, mention)
        return Taken(points=points, latest=Latest(text=_joined(latest, text), before=latest.before))
    latest, left, place = None, [], -1
    for mention in mentions:
        if mention.point:
            # The points of one range stand at one place.
            if mention.start != place:
                latest, place = Latest(text=mention.text, before=points), mention.start
            points = with_mention(points, mention)
            continue
        latest = None
        if mention.trouble and (named := sets.get(folded(mention.text))):
            points = with_set(points, named.points)
        else:
            left.append(mention)
    return Taken(points=points, left=tuple(left), latest=latest)


def is_whole(library: PointLibrary, text: str, *, sets: Sets, latest: Latest | None = None) -> bool:
    """Whether a space behind a text ends it: it is understood, and no more is likely to come."""
    mentions = library.parse(text)
    if not mentions:
        return False
    if all(one.point for one in mentions):
        last = mentions[-1].text
        # `qi hai` is a point, and `qi hai shu` another.
        spelt = " " in last.strip() and not any(char.isdigit() for char in last)
        return not (spelt and _may_go_on(library, last))
    if folded(text.strip()) in sets:
        return True
    # `b` behind a point may say both sides, and may begin `b 40`.
    return (
        latest is not None
        and text.strip().lower() != "b"
        and bool(_more(library, latest, text, mentions))
    )


def _may_go_on(library: PointLibrary, text: str) -> bool:
    key = name_key(text)
    return any(one.startswith(key) and one != key for one in library.name_keys)


def _more(
    library: PointLibrary, latest: Latest, text: str, mentions: Sequence[Mention]
) -> tuple[Mention, ...]:
    """What was typed last together with this, where this means nothing by itself: `l`, `x2`,
    `- 25`.
    """
    if not text.strip() or (mentions and not any(one.trouble for one in mentions)):
        return ()
    joined = _joined(latest, text)
    more = library.parse(joined)
    if all(one.point and (one.start, one.end) == (0, len(joined)) for one in more):
        return more
    return ()


def _joined(latest: Latest, text: str) -> str:
    return f"{latest.text} {text.strip()}"
