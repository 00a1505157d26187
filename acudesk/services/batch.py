"""Progress pages of all patients, each in a file of its own, made on every core."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import StoppedError
from acudesk.reports.typesetting import PageFormat
from acudesk.services.file_names import UniqueNames
from acudesk.services.long_work import LongWork
from acudesk.services.page_pool import Failure, Sheet, bug_words, set_all
from acudesk.services.whole_files import refusal, sweep
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.services.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """What became of the pages: how many were written to `folder`, and which were not, with the
    chart number as their label."""

    folder: Path
    written: int
    failures: tuple[Failure, ...]


def save_pages(
    work: LongWork,
    out: Path,
    *,
    form: PageFormat = "pdf",
    archived: bool = False,
    workers: int | None = None,
) -> BatchReport:
    """Save the progress page of every patient who has a course to a folder, which is made where
    it is missing, for its owner alone: the names of the files name people. Patients in the
    archive have one too where `archived`.

    It is the page of the latest open course, else of the latest. A page that fails is told in
    the report and stops no other. Raises StoppedError, and DomainError where no file can be
    written; pages that were whole by then stay.
    """
    _make_folder(out)
    patients = work.ask(lambda services: services.patients.patients_with_course(archived=archived))
    report = set_all(
        work,
        _sheets(work, patients, out, form),
        len(patients),
        what=tr("Progress pages"),
        form=form,
        workers=workers,
    )
    return BatchReport(folder=out, written=report.written, failures=report.failures)


def _sheets(
    work: LongWork, patients: tuple[tuple[int, str, str], ...], out: Path, form: PageFormat
) -> Iterator[Sheet | Failure]:
    names = UniqueNames()
    for key, number, name in patients:
        target = out / f"{names.unique(f'{number} {name}')}.{form}"
        yield _sheet(work, key, number, target)


def _sheet(work: LongWork, key: int, number: str, target: Path) -> Sheet | Failure:
    def read(services: "Services") -> Sheet:
        printout = services.reports.progress_printout(key)
        return Sheet(label=number, printout=printout, target=target)

    try:
        sheet = work.ask(read)
    except StoppedError:
        raise
    except DomainError as error:
        return Failure(label=number, reason=error.text)
    except Exception as error:  # A damaged record must not stop the others.
        return Failure(label=number, reason=bug_words(error))
    assert isinstance(sheet, Sheet)
    return sheet


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise DomainError(
            tr("{name} is a file. Choose a folder.", name=out.name), field="path"
        ) from None
    except OSError as error:
        raise refusal(out, error) from error
    sweep(out)
