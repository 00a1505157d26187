"""The sheet of a day: every visit with what to know, to ask and to check before it.

It holds several patients by its nature; the file's data about itself name none of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from acudesk.domain.day_sheet import DayLine, DayWords, day_words
from acudesk.domain.diary import weekday_name
from acudesk.domain.practice import Practice
from acudesk.domain.wording import long_date
from acudesk.reports.plain_sheet import plain_pages
from acudesk.reports.typesetting import (
    PPI,
    Letterhead,
    PageFormat,
    letterhead,
)
from acudesk.translation import ntr, tr

TEMPLATE = "day_sheet.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    """All that stands on the sheet, as text ready to be set.

    `why` says how the day was chosen, `nothing` stands in place of the table on a day without
    visits, `page_words` holds `{n}` and `{m}`.
    """

    language: str
    document_title: str
    letterhead: Letterhead
    title: str
    why: str
    summary: str
    columns: tuple[str, ...]
    lines: tuple[DayWords, ...]
    nothing: str
    no_points: str
    no_alerts: str
    caution: str
    printed: str
    page_words: str
    printed_on: tuple[int, int, int]

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """The sheet as `reports.printout.Content` says."""
        return plain_pages(TEMPLATE, self, form, ppi=ppi)


def day_sheet(
    *,
    practice: Practice,
    day: date,
    lines: Sequence[DayLine],
    printed: date,
    left_out: int = 0,
    why: str = "",
    language: str = "en",
) -> DaySheet:
    """The sheet of a day; `left_out` cancelled visits do not stand on it."""
    summary = [ntr("{n} visit", "{n} visits", len(lines))] if lines else []
    if left_out:
        words = ntr("{n} cancelled visit left out", "{n} cancelled visits left out", left_out)
        summary.append(words)
    named_day = tr("{weekday}, {day}", weekday=weekday_name(day.weekday()), day=long_date(day))
    return DaySheet(
        language=language,
        document_title=tr("Day sheet, {day}", day=long_date(day)),
        letterhead=letterhead(practice),
        title=named_day,
        why=why,
        summary=", ".join(summary),
        columns=(
            tr("Time"),
            tr("Patient"),
            tr("Last points"),
            tr("Last side effect"),
            tr("To ask and to do"),
            tr("Alerts"),
        ),
        lines=tuple(day_words(line, day) for line in lines),
        nothing="" if lines else tr("No visit is planned for this day."),
        no_points=tr("none yet"),
        no_alerts=tr("none on record"),
        caution=tr("Holds records of several patients: keep it to yourself, shred it after use."),
        printed=tr("Printed on {day}", day=long_date(printed)),
        page_words=tr("Page {n} of {m}", n="{n}", m="{m}"),
        printed_on=(printed.year, printed.month, printed.day),
    )
