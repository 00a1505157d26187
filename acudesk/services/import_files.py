"""Bringing in people and ratings from files: look, try, carry out.

Each is work of minutes that reads the file on its own thread. A source is the path of a file, or
an open file of bytes. What is written is written in one question, all of it or nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.import_matching import Decision, Incoming, Known
from acudesk.domain.import_outcome import ImportOutcome
from acudesk.domain.import_plan import (
    FileKind,
    ImportLook,
    ImportPlan,
    KeptMapping,
    Question,
    problems_of,
)
from acudesk.domain.import_questions import Survey, encoding_question
from acudesk.domain.import_roll import Roll, TooManyPeopleError
from acudesk.domain.import_rows import (
    MOST_ROWS,
    FileRow,
    PersonKey,
    RefusedLine,
    incoming,
    read_rows,
    too_many_rows,
)
from acudesk.domain.import_suggestions import suggest_plan
from acudesk.domain.import_table import Table, TablePreview, offered_encodings, preview
from acudesk.domain.import_vcard import is_vcard, read_vcards
from acudesk.domain.long_work import Step
from acudesk.domain.measure import Measure
from acudesk.services.import_people import Fate, directory_of, fate_of
from acudesk.services.import_sources import Source, opened_source
from acudesk.services.long_work import LongWork
from acudesk.translation import ntr, tr

NAMED_REFUSED = 3
"""Refused rows that the sentence of a refused import names."""
_SLICE = 2_000
"""People of the practice read in one question: some 10 ms."""
_EVERY = 500
"""Rows after which somebody is told how far the work is."""
_NEAR_EVERY = 20
_HOPELESS = 5
"""A file of that many times the most rows is not read to its end: notes of several lines do not
make up for it."""
Rows = Iterator[FileRow | RefusedLine]


class ImportRefusedError(DomainError):
    """Nothing was imported; `outcome` says which rows were refused, or who is undecided."""

    def __init__(self, outcome: ImportOutcome) -> None:
        super().__init__(_refusal(outcome))
        self.outcome = outcome


class OpenQuestionsError(DomainError):
    """Nothing was imported: the plan has problems, or questions are open; `look` has them."""

    def __init__(self, look: ImportLook) -> None:
        super().__init__([*look.problems, *(one.text for one in look.questions)][0])
        self.look = look


def look(
    work: LongWork, source: Source, plan: ImportPlan | None = None, *, afresh: bool = False
) -> ImportLook:
    """Read all of a file once: what it is, what its columns hold, what it leaves open.

    Without a plan the one remembered for these headers is taken (not where it is read `afresh`),
    else one is suggested. Raises DomainError for a file that cannot be read as a whole.
    """
    with opened_source(source) as (stream, _):
        return _looked(work, stream, plan, afresh=afresh)


def dry_run(
    work: LongWork,
    source: Source,
    plan: ImportPlan,
    decisions: Mapping[int, Decision] | None = None,
) -> ImportOutcome:
    """What the import would do; nothing is kept. `decisions` are by Undecided.line.

    Raises OpenQuestionsError where the plan has problems or a question is open.
    """
    outcome, _ = _brought(work, source, plan, decisions or {}, keep=False)
    return outcome


def carry_out(
    work: LongWork,
    source: Source,
    plan: ImportPlan,
    decisions: Mapping[int, Decision] | None = None,
) -> tuple[ImportOutcome, Changes]:
    """Bring a file in, all of it in one transaction, and note what it takes to undo it.

    Raises OpenQuestionsError as `dry_run` does; ImportRefusedError, whose `outcome` says which
    rows and why, where rows are refused (unless the plan skips bad ones) or somebody is
    undecided; StoppedError where it was stopped. Either way nothing is kept.
    """
    return _brought(work, source, plan, decisions or {}, keep=True)


def _looked(
    work: LongWork, stream: BinaryIO, plan: ImportPlan | None, *, afresh: bool = False
) -> ImportLook:
    today = _today(work)
    stream.seek(0)
    if is_vcard(stream.read(64)):
        return _looked_at_cards(work, stream, plan, today)
    seen = preview(
        stream,
        encoding=plan.encoding if plan else "",
        delimiter=plan.delimiter if plan else "",
    )
    if seen.is_estimate and seen.lines > _HOPELESS * MOST_ROWS:
        raise too_many_rows()
    measures: dict[str, Measure] = work.ask(
        lambda services: {one.code: one for one in services.measures.list_measures()}
    )
    kept: KeptMapping | None = None
    if plan is None:
        if not afresh:
            kept = work.ask(lambda services: services.imports.mapping_for(seen.headers))
        plan = kept.plan if kept else suggest_plan(seen.headers, measures.values())
        plan = replace(plan, encoding="", delimiter="")
    plan = replace(plan, kind=FileKind.CSV)
    questions: tuple[Question, ...] = ()
    if seen.encodings:
        questions = (encoding_question(seen.encodings),)
    table = Table(stream, encoding=seen.encoding, delimiter=seen.delimiter)
    survey = Survey(table, plan, measures, today, remembered=kept is not None)
    rows = _surveyed(work, table, survey, seen, checked=not questions)
    plan, columns, asked = survey.finish()
    return ImportLook(
        kind=FileKind.CSV,
        preview=seen,
        plan=plan,
        mapping=kept.name if kept else "",
        columns=columns,
        questions=(*questions, *asked),
        problems=(
            *problems_of(plan, seen.headers, measures),
            *(() if rows or questions else (tr("The file has a header, but no rows."),)),
        ),
        rows=rows,
    )


def _surveyed(
    work: LongWork, table: Table, survey: Survey, seen: TablePreview, *, checked: bool
) -> int:
    """Let the survey see every row; says how many there are. In an encoding that nobody has
    chosen yet it ends where the file does not fit."""
    rows = 0
    try:
        for line, cells in table:
            rows += 1
            if rows > MOST_ROWS:
                raise too_many_rows()
            survey.take(line, cells)
            if rows % _EVERY == 0:
                work.check()
                work.tell(Step(done=rows, total=max(seen.lines, rows), what=tr("Reading")))
    except DomainError as error:
        if checked or error.field != "encoding":
            raise
    return rows


def _looked_at_cards(
    work: LongWork, stream: BinaryIO, plan: ImportPlan | None, today: date
) -> ImportLook:
    encoding = plan.encoding if plan else ""
    offers = () if encoding else offered_encodings(stream)
    rows = 0
    if not offers:
        for _ in _told(work, read_vcards(stream, encoding, today), 0, 0):
            rows += 1
    return ImportLook(
        kind=FileKind.VCARD,
        preview=None,
        plan=ImportPlan(
            kind=FileKind.VCARD,
            encoding=encoding,
            skip_bad=plan.skip_bad if plan else False,
        ),
        questions=(encoding_question(offers),) if offers else (),
        rows=rows,
    )


def _brought(
    work: LongWork,
    source: Source,
    plan: ImportPlan,
    decisions: Mapping[int, Decision],
    *,
    keep: bool,
) -> tuple[ImportOutcome, Changes]:
    with opened_source(source) as (stream, name):
        seen = _looked(work, stream, plan)
        if seen.questions or seen.problems:
            raise OpenQuestionsError(seen)
        plan = seen.plan
        today = _today(work)
        measures: dict[str, Measure] = work.ask(
            lambda services: {one.code: one for one in services.measures.list_measures()}
        )

        def rows(done: int) -> Rows:
            if plan.kind == FileKind.VCARD:
                read: Rows = read_vcards(stream, plan.encoding, today)
            else:
                read = read_rows(stream, plan, measures, today)
            return _told(work, read, done, 3 * seen.rows)

        people = _people(rows(0), is_list=not plan.date)
        fates = _fates(work, people, decisions)

        def written(services: Any) -> tuple[ImportOutcome, Changes]:
            found: tuple[ImportOutcome, Changes] = services.imports.bring_in(
                rows(seen.rows), plan, fates, name=name, keep=keep
            )
            return found

        outcome, changes = work.ask(written)
    if keep and not outcome.kept:
        raise ImportRefusedError(outcome)
    return outcome, changes


def _told(work: LongWork, rows: Rows, done: int, total: int) -> Rows:
    """Rows, while somebody is told of them; bringing one in counts as much as two readings."""
    for number, row in enumerate(rows, 1):
        if number % _EVERY == 0:
            work.check()
            if total:
                now = number if not done else done + 2 * number
                what = tr("Looking for the people") if not done else tr("Bringing in")
                work.tell(Step(done=min(now, total), total=total, what=what))
        yield row


def _people(rows: Rows, *, is_list: bool) -> dict[PersonKey, Incoming]:
    """Everybody in the file, by who they are. What contradicts itself is refused later."""
    roll = Roll(is_list=is_list)
    found: dict[PersonKey, Incoming] = {}
    for row in rows:
        if isinstance(row, RefusedLine):
            continue
        try:
            key, first = roll.take(row)
        except TooManyPeopleError:
            raise
        except DomainError:
            continue
        if first:
            found[key] = incoming(row.line, row.patient)
    return found


def _fates(
    work: LongWork, people: Mapping[PersonKey, Incoming], decisions: Mapping[int, Decision]
) -> dict[PersonKey, Fate]:
    """What becomes of everybody in the file."""
    everybody: list[Known] = []
    part: tuple[Known, ...] | None = None
    while part is None or len(part) == _SLICE:
        after = everybody[-1].patient_id if everybody else 0
        part = work.ask(partial(_known_after, after))
        work.check()
        everybody += part or ()
    unknown = sorted(decisions.keys() - {one.line for one in people.values()})
    if unknown:
        raise DomainError(tr("No person is named first in line {line}.", line=unknown[0]))
    directory = directory_of(everybody)
    fates = {}
    for number, (key, person) in enumerate(people.items()):
        if number % _NEAR_EVERY == 0:
            work.check()
        fates[key] = fate_of(person, directory.match(person), decisions.get(person.line))
    return fates


def _known_after(after: int, services: Any) -> tuple[Known, ...]:
    found: tuple[Known, ...] = services.imports.known_people(after, _SLICE)
    return found


def _today(work: LongWork) -> date:
    today: date = work.ask(lambda services: services.clock.now().date())
    return today


def _refusal(outcome: ImportOutcome) -> str:
    """Why nothing was imported."""
    if outcome.refused.total:
        rows = outcome.refused.rows[:NAMED_REFUSED]
        named = " ".join(
            tr("Line {line}: {reason}", line=row.line, reason=row.what) for row in rows
        )
        more = outcome.refused.total - len(rows)
        if more:
            named = tr("{named} And {n} more.", named=named, n=more)
        return ntr(
            "Nothing was imported, because {n} row was refused. {named}",
            "Nothing was imported, because {n} rows were refused. {named}",
            outcome.refused.total,
            named=named,
        )
    lines = ", ".join(str(one.line) for one in outcome.undecided[:NAMED_REFUSED])
    return ntr(
        "Nothing was imported: {n} person in the file may be somebody in the practice (line "
        "{lines}). Decide who it is.",
        "Nothing was imported: {n} people in the file may be somebody in the practice (lines "
        "{lines} and on). Decide who they are.",
        outcome.undecided_total,
        lines=lines,
    )
