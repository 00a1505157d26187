"""`acudesk import`: tables, address cards, FHIR bundles, and everything that was exported."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acudesk import paths
from acudesk.cli.console import say
from acudesk.domain.errors import DomainError
from acudesk.domain.ratings import MeasureColumn, RatingPlan, parse_measure_column
from acudesk.translation import ntr, tr

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.domain.import_matching import Candidate, Decision
    from acudesk.domain.import_outcome import ImportOutcome, Listed
    from acudesk.domain.import_plan import ImportLook
    from acudesk.services.fhir_outcome import FhirImportReport

BUNDLES = (".json", ".ndjson")
NEW, SKIP = "new", "skip"
MOST_NAMED = 20
"""Columns that are named as not read."""


class _MeasureColumnType(click.ParamType[MeasureColumn]):
    name = "spec"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> MeasureColumn:
        try:
            return parse_measure_column(str(value))
        except DomainError as error:
            self.fail(error.text, param, ctx)


class _PairType(click.ParamType[tuple[str, str]]):
    name = "pair"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        key, sign, answer = str(value).rpartition("=")
        if not sign or not key.strip() or not answer.strip():
            self.fail(tr("“{text}” is not of the form A=B.", text=value), param, ctx)
        return key.strip(), answer.strip()


@click.command(
    "import",
    short_help=tr("Bring in patients, ratings, or a whole export."),
    help=tr(
        "Bring in a table of patients or ratings (CSV), address cards (.vcf), a FHIR bundle "
        "(.json), or everything that `acudesk export` wrote (a folder or .zip, into an empty "
        "practice). With --person, --date and --score the columns of a table are as named; "
        "without them they are as remembered for these headers, else as recognised. What is in "
        "the practice already is not added again."
    ),
)
@click.argument("file", metavar="FILE|DIR|BUNDLE", type=click.Path(path_type=Path))
@click.option("--person", metavar="COLUMN", help=tr("The column of the person."))
@click.option("--date", "day", metavar="COLUMN", help=tr("The column of the date."))
@click.option(
    "--score",
    "scores",
    metavar="CODE[:MOMENT][@SCALE]=COLUMN",
    type=_MeasureColumnType(),
    multiple=True,
    help=tr("A measure and its column, such as pain_7d=pain; may be repeated."),
)
@click.option(
    "--condition", metavar="TEXT", default="", help=tr("What is treated in these courses.")
)
@click.option("--dry-run", is_flag=True, help=tr("Say what would be done, and keep nothing."))
@click.option("--skip-bad", is_flag=True, help=tr("Import the good rows where others are refused."))
@click.option("--close", is_flag=True, help=tr("Close each course at its last date."))
@click.option("--visits", is_flag=True, help=tr("The rows are visits, not entries between visits."))
@click.option(
    "--date-format",
    metavar="FORMAT",
    default="",
    help=tr("How dates are written, such as %d/%m/%Y; with --date."),
)
@click.option(
    "--answer",
    "answers",
    metavar="QUESTION=ANSWER",
    type=_PairType(),
    multiple=True,
    help=tr("Answers what a file leaves open, as the command asks; may be repeated."),
)
@click.option(
    "--decide",
    "decisions",
    metavar="LINE=PATIENT|new|skip",
    type=_PairType(),
    multiple=True,
    help=tr(
        "Who the person in a line (of a bundle: an entry) is, where that is not certain; may be "
        "repeated."
    ),
)
@click.pass_obj
def command(
    data: Path | None,
    file: Path,
    person: str | None,
    day: str | None,
    scores: tuple[MeasureColumn, ...],
    condition: str,
    dry_run: bool,
    skip_bad: bool,
    close: bool,
    visits: bool,
    date_format: str,
    answers: tuple[tuple[str, str], ...],
    decisions: tuple[tuple[str, str], ...],
) -> None:
    """Import a file into the practice, which is made where there is none."""
    folder = data or paths.practice_folder()
    if person is not None or day is not None or scores:
        if person is None or day is None or not scores:
            raise click.UsageError(tr("--person, --date and --score go together."))
        about = (["--answer"] if answers else []) + (["--decide"] if decisions else [])
        _refuse(about, tr("columns that are named"))
        from acudesk.cli.import_ratings import import_ratings

        plan = RatingPlan(
            person=person,
            date=day,
            measures=scores,
            date_format=date_format,
            condition=condition,
            visits=visits,
            close=close,
            skip_bad=skip_bad,
            dry_run=dry_run,
        )
        import_ratings(folder, file, plan)
        return
    if date_format:
        raise click.UsageError(tr("--date-format goes with --date; else use --answer."))
    wanted = {"condition": condition, "visits": visits, "close": close}
    about_rows = [f"--{name}" for name, one in wanted.items() if one]
    about_rows += ["--answer"] if answers else []
    if file.is_dir() or file.suffix.lower() == ".zip":
        about_rows += ["--decide"] if decisions else []
        about_rows += ["--skip-bad"] if skip_bad else []
        _refuse(about_rows, tr("a whole export"))
        _restore(folder, file, dry_run=dry_run)
    elif file.suffix.lower() in BUNDLES:
        _refuse(about_rows, tr("a FHIR bundle"))
        _bundle(folder, file, decisions, skip_bad=skip_bad, dry_run=dry_run)
    else:
        wanted["skip_bad"] = skip_bad
        _table(folder, file, wanted, answers, decisions, dry_run=dry_run)


def _restore(folder: Path, source: Path, *, dry_run: bool) -> None:
    from acudesk.cli.import_ratings import practice_to_fill
    from acudesk.cli.working import shown
    from acudesk.services.restoring import restore

    if dry_run:
        raise click.UsageError(tr("A whole export has no dry run: it goes into an empty practice."))
    with practice_to_fill(folder, dry_run=False) as services, shown(services) as work:
        report = restore(work, source)
    say(report.words)


def _bundle(
    folder: Path,
    file: Path,
    decisions: tuple[tuple[str, str], ...],
    *,
    skip_bad: bool,
    dry_run: bool,
) -> None:
    from acudesk.cli.import_ratings import practice_to_fill
    from acudesk.cli.working import shown
    from acudesk.domain.import_matching import told_apart
    from acudesk.services.fhir_import import import_bundle
    from acudesk.services.fhir_outcome import RefusedEntriesError

    with practice_to_fill(folder, dry_run=dry_run) as services, shown(services) as work:
        who, left_out = told_apart(_decided(services, decisions))
        try:
            report, _ = import_bundle(
                work,
                file,
                dry_run=dry_run,
                skip_refused=skip_bad,
                decided=who,
                left_out=left_out,
            )
        except RefusedEntriesError as error:
            _say_bundle(error.report)
            raise
    _say_bundle(report)


def _say_bundle(report: "FhirImportReport") -> None:
    say(report.words)
    for one in report.undecided:
        _say_undecided(one.place, one.candidates)


def _refuse(options: list[str], what: str) -> None:
    """Raise UsageError for options that would be passed over in silence."""
    if options:
        raise click.UsageError(
            tr("{options} is not for {what}.", options=", ".join(options), what=what)
        )


def _table(
    folder: Path,
    file: Path,
    wanted: dict[str, object],
    answers: tuple[tuple[str, str], ...],
    decisions: tuple[tuple[str, str], ...],
    *,
    dry_run: bool,
) -> None:
    from acudesk.cli.import_ratings import practice_to_fill
    from acudesk.cli.working import shown
    from acudesk.domain.import_plan import answered
    from acudesk.services.import_files import ImportRefusedError, carry_out, look
    from acudesk.services.import_files import dry_run as attempt

    with practice_to_fill(folder, dry_run=dry_run) as services, shown(services) as work:
        seen = look(work, file)
        plan = replace(seen.plan, **{name: one for name, one in wanted.items() if one})  # type: ignore[arg-type]
        for key, value in answers:
            plan = answered(plan, key, value)
        if plan != seen.plan:
            seen = look(work, file, plan)
        _say_columns(services, seen)
        _check_open(seen)
        decided = _by_line(_decided(services, decisions))
        try:
            outcome = (
                attempt(work, file, seen.plan, decided)
                if dry_run
                else carry_out(work, file, seen.plan, decided)[0]
            )
        except ImportRefusedError as error:
            _say_outcome(error.outcome)
            raise
    _say_outcome(outcome)


def _check_open(seen: "ImportLook") -> None:
    """Raise DomainError for what a file leaves open, and name the option that answers it."""
    from acudesk.services.import_files import OpenQuestionsError

    if seen.problems:
        raise OpenQuestionsError(seen)
    if not seen.questions:
        return
    for question in seen.questions:
        say(question.text)
        for offer in question.offers:
            example = f" ({offer.example})" if offer.example else ""
            say(f"  --answer {question.key}={offer.value}  {offer.words}{example}")
    raise DomainError(
        ntr(
            "The file leaves {n} question open. Answer it with {options}.",
            "The file leaves {n} questions open. Answer them with {options}.",
            len(seen.questions),
            options=", ".join(f"--answer {one.key}=…" for one in seen.questions),
        )
    )


def _say_columns(services: "Services", seen: "ImportLook") -> None:
    """What each column was read as: without a window nobody sees what is passed over."""
    from acudesk.domain.import_roles import NOTHING, SEVERAL, role_of, roles

    if seen.preview is None:
        return
    measures = services.measures.list_measures()
    words = {one.value: one.words for one in roles(measures)}
    words[SEVERAL] = tr("Several scores")
    named = [one for one in dict.fromkeys(seen.preview.headers) if one]
    found = {one: role_of(seen.plan, one, measures) for one in named}
    read = [
        tr("“{column}” as {role}", column=one, role=words.get(role, role))
        for one, role in found.items()
        if role != NOTHING
    ]
    passed_over = [f"“{one}”" for one, role in found.items() if role == NOTHING]
    if read:
        say(tr("Read: {columns}.", columns=", ".join(read)))
    if passed_over:
        names = ", ".join(passed_over[:MOST_NAMED])
        more = len(passed_over) - MOST_NAMED
        if more > 0:
            names += ", " + ntr("and {n} more", "and {n} more", more)
        say(tr("Not read: {columns}.", columns=names))


def _decided(services: "Services", decisions: tuple[tuple[str, str], ...]) -> dict[str, "Decision"]:
    from acudesk.domain.import_matching import Decided, Decision

    made = {}
    for place, who in decisions:
        if who == NEW:
            made[place] = Decision(what=Decided.NEW)
        elif who == SKIP:
            made[place] = Decision(what=Decided.SKIP)
        else:
            key = services.patients.find_patient(who).id
            made[place] = Decision(what=Decided.SAME, patient_id=key)
    return made


def _by_line(decided: dict[str, "Decision"]) -> dict[int, "Decision"]:
    for line in decided:
        if not line.isdecimal():
            raise DomainError(tr("“{line}” is not the number of a line.", line=line))
    return {int(line): one for line, one in decided.items()}


def _say_outcome(outcome: "ImportOutcome") -> None:
    from acudesk.domain.import_words import outcome_words

    say(outcome_words(outcome))
    refused, skipped = outcome.refused, outcome.skipped
    _say_list(ntr("{n} row is refused:", "{n} rows are refused:", refused.total), refused)
    _say_list(ntr("{n} person is left out:", "{n} people are left out:", skipped.total), skipped)
    for one in outcome.undecided:
        born = one.person.birth_date
        parts = (one.person.name, one.person.chart_number, born.isoformat() if born else "")
        who = ", ".join(filter(None, parts))
        say(tr("Line {line}: {who} may be known already:", line=one.line, who=who))
        _say_undecided(str(one.line), one.candidates)


def _say_undecided(place: str, candidates: "Sequence[Candidate]") -> None:
    """Who somebody may be, each with the option that says so."""
    quoted = f'"{place}=' if " " in place else f"{place}="
    end = '"' if " " in place else ""
    for each in candidates:
        born = "" if each.birth_date is None else f", {each.birth_date.isoformat()}"
        option = f"--decide {quoted}{each.chart_number}{end}"
        say(f"  {option}  {each.display_name}{born}: {each.why}")
    say(f"  --decide {quoted}{NEW}{end}  --decide {quoted}{SKIP}{end}")


def _say_list(words: str, listed: "Listed") -> None:
    if not listed.total:
        return
    say(words)
    for row in listed.rows:
        who = f"{row.who}: " if row.who else ""
        say(tr("  line {line}: {reason}", line=row.line, reason=who + row.what))
    if listed.total > len(listed.rows):
        more = listed.total - len(listed.rows)
        say("  " + ntr("and {n} more", "and {n} more", more))
