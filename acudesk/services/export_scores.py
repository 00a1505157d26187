"""Every score beside the name of whose it is: what a stranger looks for first in an export."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from acudesk.domain.table import Column, Kind, Row, Table
from acudesk.services.export_codes import range_words
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.services.services import Services

SCORES = Table(
    name="scores-by-patient",
    columns=(
        Column(name="chart_number", kind=Kind.TEXT),
        Column(name="name", kind=Kind.TEXT),
        Column(name="birth_date", kind=Kind.TEXT, may_be_missing=True),
        Column(name="treated_for", kind=Kind.TEXT),
        Column(name="day", kind=Kind.TEXT),
        Column(name="entry", kind=Kind.TEXT),
        Column(name="measure", kind=Kind.TEXT),
        Column(name="item", kind=Kind.TEXT),
        Column(name="moment", kind=Kind.TEXT),
        Column(name="value", kind=Kind.NUMBER, may_be_missing=True),
        Column(name="scale", kind=Kind.TEXT),
        Column(name="counts", kind=Kind.TEXT),
    ),
)
"""A table that no database has: made of five others, and never read back."""


def score_rows(services: "Services") -> Iterator[Row]:
    """Each score, and each that was due and not asked, in the order of chart numbers and days."""
    measures = {one.code: one for one in services.measures.list_measures()}
    scales = {
        (one.code, scale.code): range_words(scale)
        for one in measures.values()
        for scale in one.scales
    }
    for row in services.work.tables.scores():
        *whose, measure, item, moment, value, scale, in_error = row
        code = str(measure)
        known = measures.get(code)
        yield (
            *whose,
            code if known is None else known.name,
            item,
            moment,
            value,
            tr("not asked") if value is None else scales.get((code, str(scale)), str(scale)),
            tr("no: entered in error") if in_error else tr("yes"),
        )
