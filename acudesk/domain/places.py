"""Where in a course something was, in words: visits by number, entries between them by day."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr

MOST_NAMED = 12
"""So many days are named in a sentence, and how many more there are."""


def places_words(entries: Iterable[tuple[int | None, date]]) -> str:
    """`at sessions 3 and 7`, `on 3 Aug 2026`, or both; empty for none."""
    entries = tuple(entries)
    numbers = sorted(number for number, _ in entries if number is not None)
    days = sorted(day for number, day in entries if number is None)
    said = []
    if numbers:
        named = listed(_runs(numbers))
        said.append(ntr("at session {named}", "at sessions {named}", len(numbers), named=named))
    if days:
        named = listed(_few([short_date(day) for day in days]))
        said.append(tr("between visits on {named}", named=named))
    return listed(said)


def _runs(numbers: Sequence[int]) -> list[str]:
    """Numbers in order, three and more in a row as one: `1`, `3 to 5`, `9`."""
    starts = [number for before, number in pairwise([-1, *numbers]) if number != before + 1]
    found: list[str] = []
    for start in starts:
        end = start
        while end + 1 in numbers:
            end += 1
        if end - start > 1:
            found.append(tr("{first} to {last}", first=start, last=end))
        else:
            found += [str(number) for number in range(start, end + 1)]
    return found


def _few(words: list[str]) -> list[str]:
    if len(words) <= MOST_NAMED:
        return words
    more = len(words) - MOST_NAMED
    return [*words[:MOST_NAMED], ntr("{n} more day", "{n} more days", more)]


def listed(words: Sequence[str]) -> str:
    """`3`, `3 and 7`, `3, 7 and 9`."""
    if len(words) < 2:
        return "".join(words)
    return tr("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])
