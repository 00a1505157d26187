"""What a whole file leaves open once every cell was looked at: recognised, or asked."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date

from acudesk.domain.errors import DomainError
from acudesk.domain.import_dates import (
    DateColumn,
    DateFinding,
    DateForm,
    DateOrder,
    read_date,
)
from acudesk.domain.import_plan import (
    SHARE,
    ColumnFinding,
    ImportPlan,
    Offer,
    Question,
    QuestionKind,
    ScoreColumn,
    columns_of,
)
from acudesk.domain.import_scores import (
    EITHER,
    NOT_ASKED,
    REFUSED,
    CellsOfScores,
    ScoreFinding,
    ScoreForm,
    found_scale,
    read_score,
)
from acudesk.domain.import_table import Table
from acudesk.domain.measure import Measure, Scale
from acudesk.domain.numbers import shown, with_unit
from acudesk.translation import ntr, tr

ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (little endian)",
    "utf-16-be": "UTF-16 (big endian)",
    "cp1252": "Windows-1252",
    "iso8859-15": "Latin-9 (ISO 8859-15)",
}


class Survey:
    """Takes every row of a table and says in the end what the plan's columns hold.

    With `remembered` the plan is that of an earlier file: where this one says otherwise, it is
    asked again.
    """

    def __init__(
        self,
        table: Table,
        plan: ImportPlan,
        measures: Mapping[str, Measure],
        today: date,
        *,
        remembered: bool = False,
    ) -> None:
        self._plan = plan
        self._today = today
        self._measures = measures
        self._remembered = remembered
        self._dates: list[tuple[int, str, DateColumn]] = []
        for name in (*columns_of(plan, "birth_date")[:1], plan.date):
            if name and table.headers.count(name) == 1:
                self._dates.append((table.place(name), name, DateColumn()))
        self._scores: list[tuple[int, ScoreColumn, CellsOfScores]] = [
            (table.place(one.column), one, CellsOfScores(one.form.part))
            for one in plan.scores
            if one.measure in measures and table.headers.count(one.column) == 1
        ]

    def take(self, line: int, cells: list[str]) -> None:
        """One more row."""
        width = len(cells)
        for place, _, column in self._dates:
            if place < width:
                column.take(line, cells[place])
        for place, _, scores in self._scores:
            if place < width:
                scores.take(line, cells[place])

    def finish(self) -> tuple[ImportPlan, tuple[ColumnFinding, ...], tuple[Question, ...]]:
        """The plan with what was recognised, what each column is, and what must be asked."""
        plan, findings, questions = self._plan, [], []
        for _, name, dates in self._dates:
            found = dates.finding()
            care = name == plan.date
            form = self._date_form(plan.dates if care else plan.birth_dates, found)
            plan = replace(plan, dates=form) if care else replace(plan, birth_dates=form)
            questions += _date_questions(name, found, form, self._today)
            findings.append(_date_finding(name, found, form))
        kept = {id(column): column for column in plan.scores}
        for _, column, cells in self._scores:
            seen = cells.finding()
            measure = self._measures[column.measure]
            written = self._score_form(column.form, seen, measure)
            kept[id(column)] = replace(column, form=written)
            questions += _score_questions(column.column, seen, measure, written)
            findings.append(_score_finding(column.column, seen, measure, written))
        plan = replace(plan, scores=tuple(kept[id(one)] for one in plan.scores))
        return plan, tuple(findings), tuple({one.key: one for one in questions}.values())

    def _date_form(self, form: DateForm, found: DateFinding) -> DateForm:
        if form.order is None:
            return replace(form, order=found.form.order)
        # 13/04 speaks against a month-first column whoever said so: then it is asked again.
        other = found.form.order
        both = found.day_first and found.month_first
        if (other is not None and other != form.order) or (self._remembered and both):
            return replace(form, order=None)
        return form

    def _score_form(self, form: ScoreForm, found: ScoreFinding, measure: Measure) -> ScoreForm:
        scale = found_scale(found, measure)
        if not form.scale:
            return replace(form, scale=scale)
        if self._remembered and not form.share and scale != form.scale:
            return replace(form, scale="")
        if self._remembered and form.share and (found.highest or 0) > 1:
            return replace(form, scale="", share=False)
        return form


def encoding_question(offers: tuple[tuple[str, str], ...]) -> Question:
    """What a file that is not UTF-8 leaves open."""
    return Question(
        kind=QuestionKind.ENCODING,
        text=tr("The file is not written in UTF-8. In which of these do its words look right?"),
        offers=tuple(
            Offer(value=name, words=ENCODING_NAMES[name], example=words) for name, words in offers
        ),
    )


def _date_questions(column: str, found: DateFinding, form: DateForm, today: date) -> list[Question]:
    asked: list[Question] = []
    contradicts = bool(found.day_first and found.month_first)
    if form.order is None and (found.needs_order or found.form.order is not None):
        example = found.unclear or next(iter(found.examples), "")
        if contradicts:
            text = tr(
                "“{column}”: line {one} writes the day first and line {two} the month. "
                "Which is meant?",
                column=column,
                one=found.day_first,
                two=found.month_first,
            )
        else:
            text = tr("“{column}”: is the day or the month written first?", column=column)
        asked.append(
            Question(
                kind=QuestionKind.ORDER,
                column=column,
                text=text,
                offers=tuple(
                    Offer(
                        value=order.value,
                        words=_order_words(order),
                        example=_read_as(example, replace(form, order=order)),
                    )
                    for order in DateOrder
                ),
            )
        )
    if found.needs_century and form.century is None:
        centuries = (today.year - 99, today.year // 100 * 100, 1900)
        order = form.order or DateOrder.DAY_FIRST
        asked.append(
            Question(
                kind=QuestionKind.CENTURY,
                column=column,
                text=tr(
                    "“{column}” writes years with two digits. Which years are meant?",
                    column=column,
                ),
                offers=tuple(
                    Offer(
                        value=str(century),
                        words=tr("{first} to {last}", first=century, last=century + 99),
                        example=_read_as(found.short, DateForm(order=order, century=century)),
                    )
                    for century in dict.fromkeys(centuries)
                ),
            )
        )
    return asked


def _order_words(order: DateOrder) -> str:
    if order == DateOrder.DAY_FIRST:
        return tr("Day first: 31/12/2025")
    return tr("Month first: 12/31/2025")


def _read_as(text: str, form: DateForm) -> str:
    with suppress(DomainError):
        return tr("{text} is {day}", text=text, day=read_date(text, form))
    return ""


def _date_finding(column: str, found: DateFinding, form: DateForm) -> ColumnFinding:
    said = []
    if not found.count:
        said.append(tr("no dates"))
    elif form.order is not None:
        said.append(_order_words(form.order))
    elif not found.needs_order:
        said.append(tr("dates that say all themselves"))
    if found.has_times:
        said.append(tr("with times, which are not kept"))
    if found.blanks:
        said.append(ntr("{n} blank", "{n} blank", found.blanks))
    examples = []
    for text in found.examples:
        with suppress(DomainError):
            examples.append((text, read_date(text, form).isoformat()))
    return ColumnFinding(
        column=column,
        what="; ".join(said),
        examples=tuple(examples),
        unreadable=found.unreadable,
        unreadable_total=found.unreadable_total,
    )


def _score_questions(
    column: str, found: ScoreFinding, measure: Measure, form: ScoreForm
) -> list[Question]:
    asked: list[Question] = []
    if found.parts and not form.part:
        asked.append(
            Question(
                kind=QuestionKind.PART,
                column=column,
                text=tr(
                    "Cells of “{column}” hold several numbers. Which one is {measure}?",
                    column=column,
                    measure=measure.name,
                ),
                offers=tuple(
                    Offer(value=part, words=part, example=next(iter(found.examples), ""))
                    for part in found.parts
                ),
            )
        )
    if not form.scale:
        asked.append(_scale_question(column, found, measure))
    thousand = found.thousands and measure.scale.highest >= 1_000
    if not form.decimal and ((found.points and found.commas) or thousand):
        asked.append(
            Question(
                kind=QuestionKind.DECIMAL,
                column=column,
                text=tr("Which sign stands before the decimals in “{column}”?", column=column),
                offers=(
                    Offer(value=".", words=tr("The point: 7.5")),
                    Offer(value=",", words=tr("The comma: 7,5")),
                    Offer(value=EITHER, words=tr("Either of both")),
                ),
            )
        )
    if found.words and not form.words:
        words = ", ".join(f"“{word}”" for word in found.words)
        asked.append(
            Question(
                kind=QuestionKind.WORDS,
                column=column,
                text=tr(
                    "“{column}” holds {words}. Does that mean that it was not asked?",
                    column=column,
                    words=words,
                ),
                offers=(
                    Offer(value=NOT_ASKED, words=tr("Yes, it was not asked")),
                    Offer(value=REFUSED, words=tr("No, refuse these rows")),
                ),
            )
        )
    return asked


def _scale_question(column: str, found: ScoreFinding, measure: Measure) -> Question:
    low, high = found.lowest, found.highest
    text = tr(
        "“{column}” holds numbers from {low} to {high}. On which scale was {measure} given?",
        column=column,
        low=shown(low) if low is not None else "",
        high=shown(high) if high is not None else "",
        measure=measure.name,
    )
    example = next(iter(found.examples), "")
    offers = [
        Offer(
            value=scale.code,
            words=_scale_words(scale),
            example=_score_as(example, measure, ScoreForm(scale=scale.code)),
        )
        for scale in measure.scales
    ]
    if high is not None and high <= 1 and measure.scale.lowest == 0:
        form = ScoreForm(scale=measure.scale.code, share=True)
        offers.append(
            Offer(
                value=f"{measure.scale.code}*{SHARE}",
                words=tr(
                    "0 to 1, to be kept as a share of {highest}",
                    highest=shown(measure.scale.highest),
                ),
                example=_score_as(example, measure, form),
            )
        )
    return Question(kind=QuestionKind.SCALE, column=column, text=text, offers=tuple(offers))


def _scale_words(scale: Scale) -> str:
    return tr(
        "{lowest} to {highest}",
        lowest=shown(scale.lowest),
        highest=with_unit(shown(scale.highest), scale.unit),
    )


def _score_as(text: str, measure: Measure, form: ScoreForm) -> str:
    with suppress(DomainError):
        score, _ = read_score(text, measure, form)
        if score is not None:
            scale = measure.scale_named(score.scale)
            return tr(
                "{text} is {value} of {highest}",
                text=text,
                value=score.given,
                highest=with_unit(shown(scale.highest), scale.unit),
            )
    return ""


def _score_finding(
    column: str, found: ScoreFinding, measure: Measure, form: ScoreForm
) -> ColumnFinding:
    said = [measure.name]
    if form.scale and form.share:
        said.append(tr("0 to 1, as a share of {scale}", scale=_scale_words(measure.scale)))
    elif form.scale:
        said.append(tr("on {scale}", scale=_scale_words(measure.scale_named(form.scale))))
    if found.commas and not found.points:
        said.append(tr("with a decimal comma"))
    if found.blanks:
        said.append(
            ntr("{n} blank, kept as not asked", "{n} blanks, kept as not asked", found.blanks)
        )
    examples = []
    for text in found.examples:
        with suppress(DomainError):
            score, _ = read_score(text, measure, form)
            if score is not None:
                examples.append((text, score.given))
    return ColumnFinding(
        column=column,
        what=", ".join(said),
        examples=tuple(examples),
        unreadable=found.unreadable,
        unreadable_total=found.unreadable_total,
    )
