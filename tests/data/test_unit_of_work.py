"""All of what the practitioner does is kept, or none of it."""

# What happens inside a block of work is the subject here.
# ruff: noqa: PT012

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.data.engine import DriverError, OperationalError
from acudesk.data.faults import storage_error
from acudesk.domain.errors import BugError, NotFoundError, StorageError
from tests.data.support import database_of
from tests.services.support import OPENED, admit


def names(services: Services) -> tuple[str, ...]:
    return services.practice.conditions()


def driver_error(name: str) -> DriverError:
    error = OperationalError("what somebody wrote in a note")
    error.sqlite_errorname = name
    return error


def test_leaving_the_block_commits(practice_dir: Path) -> None:
    with open_practice(practice_dir) as services, services.work as work:
        work.practice.change_conditions(["one", "two"])
    with open_practice(practice_dir) as services:
        assert names(services) == ("one", "two")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_rolls_everything_back(practice: Services, error: type[BaseException]) -> None:
    before = names(practice)
    with pytest.raises(error), practice.work as work:
        work.practice.change_conditions(["one"])
        work.audit.add("change", "conditions", "")
        raise error
    assert names(practice) == before
    assert not database_of(practice).conn.in_transaction


def test_blocks_nest_and_the_outer_one_decides(practice: Services) -> None:
    before = names(practice)
    with pytest.raises(ValueError, match="outer"), practice.work as work:
        with practice.work:
            work.practice.change_conditions(["inner"])
        assert names(practice) == ("inner",)
        raise ValueError("outer")
    assert names(practice) == before


def test_an_inner_block_that_fails_takes_only_its_own_back(practice: Services) -> None:
    with practice.work as work:
        work.practice.change_conditions(["outer"])
        with pytest.raises(ValueError, match="inner"), practice.work:
            work.practice.change_conditions(["inner"])
            raise ValueError("inner")
    assert names(practice) == ("outer",)


def test_a_return_inside_the_block_commits(practice: Services) -> None:
    def change() -> str:
        with practice.work as work:
            work.practice.change_conditions(["kept"])
            return "done"

    assert change() == "done"
    assert not database_of(practice).conn.in_transaction
    assert names(practice) == ("kept",)


def test_a_transaction_left_open_is_a_bug_and_rolled_back(practice: Services) -> None:
    before = names(practice)
    for check in (practice.work.check_settled, practice.work.__enter__):
        database_of(practice).begin()
        database_of(practice).execute("DELETE FROM conditions")
        with pytest.raises(BugError):
            check()
        assert not database_of(practice).conn.in_transaction
    practice.work.check_settled()
    assert names(practice) == before


def test_after_a_bug_the_next_save_works(practice: Services) -> None:
    practice.work.__enter__()
    with pytest.raises(BugError):
        practice.work.check_settled()
    practice.practice.change_conditions(["kept"])
    assert names(practice) == ("kept",)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_FULL", "disk is full"),
        ("SQLITE_READONLY", "cannot be written to"),
        ("SQLITE_READONLY_DBMOVED", "cannot be written to"),
        ("SQLITE_BUSY", "already open"),
        ("SQLITE_LOCKED", "already open"),
        ("SQLITE_CORRUPT", "damaged"),
        ("SQLITE_NOTADB", "damaged"),
        ("SQLITE_IOERR_WRITE", "could not be read or written"),
        ("SQLITE_CANTOPEN", "could not be read or written"),
    ],
)
def test_errors_of_the_disk_become_a_sentence_without_the_engines_text(
    practice: Services, name: str, words: str
) -> None:
    before = names(practice)
    with pytest.raises(StorageError, match=words) as refused, practice.work as work:
        work.practice.change_conditions(["lost"])
        raise driver_error(name)
    assert "somebody wrote" not in refused.value.text
    assert refused.value.__cause__ is None
    assert names(practice) == before


@pytest.mark.parametrize("name", ["SQLITE_ERROR", "SQLITE_CONSTRAINT_CHECK", "SQLITE_MISUSE", ""])
def test_other_errors_stay_bugs(practice: Services, name: str) -> None:
    error = driver_error(name)

    assert storage_error(error) is None
    with pytest.raises(DriverError) as raised, practice.work:
        raise error
    assert raised.value is error


def test_a_driver_error_in_an_inner_block_reaches_the_outer_as_a_sentence(
    practice: Services,
) -> None:
    with pytest.raises(StorageError, match="disk is full"), practice.work, practice.work:
        raise driver_error("SQLITE_FULL")
    practice.work.check_settled()


# What is done after a commit


def test_what_was_asked_for_is_done_once_the_outer_block_is_on_the_disk(
    practice: Services,
) -> None:
    done: list[str] = []
    with practice.work as work:
        with practice.work:
            work.after_commit(lambda: done.append("inner"))
        work.after_commit(lambda: done.append("outer"))
        assert done == []
    assert done == ["inner", "outer"]
    with practice.work:
        pass
    assert done == ["inner", "outer"]


def test_what_a_block_asked_for_that_was_taken_back_is_never_done(practice: Services) -> None:
    done: list[str] = []
    with practice.work as work:
        work.after_commit(lambda: done.append("before"))
        with pytest.raises(ValueError, match="inner"), practice.work:
            work.after_commit(lambda: done.append("inner"))
            with practice.work:
                work.after_commit(lambda: done.append("innermost"))
            raise ValueError("inner")
        work.after_commit(lambda: done.append("after"))
    assert done == ["before", "after"]
    with pytest.raises(ValueError, match="outer"), practice.work as work:
        work.after_commit(lambda: done.append("outer"))
        raise ValueError("outer")
    with practice.work:
        pass
    assert done == ["before", "after"]


def test_what_is_done_afterwards_may_write(practice: Services) -> None:
    with practice.work as work:
        work.after_commit(lambda: practice.practice.change_conditions(["later"]))
        work.practice.change_conditions(["first"])
    assert names(practice) == ("later",)


def test_without_a_block_nothing_can_be_asked_for(practice: Services) -> None:
    with pytest.raises(BugError):
        practice.work.after_commit(lambda: None)


def test_a_commit_that_fails_does_nothing_afterwards(practice: Services) -> None:
    done: list[str] = []
    before = names(practice)
    block = practice.work.__enter__()
    block.practice.change_conditions(["lost"])
    block.after_commit(lambda: done.append("x"))
    transaction = practice.work._running[0][0]
    practice.work._running[0] = (_Failing(transaction), 0)
    with pytest.raises(StorageError):
        practice.work.__exit__(None, None, None)
    with practice.work:
        pass
    assert done == []
    assert names(practice) == before


class _Failing(AbstractContextManager[Any]):
    """A transaction whose commit meets a full disk."""

    def __init__(self, transaction: AbstractContextManager[Any]) -> None:
        self._transaction = transaction

    def __exit__(self, *_: object) -> None:
        error = driver_error("SQLITE_FULL")
        self._transaction.__exit__(type(error), error, None)
        raise error


def test_a_session_that_was_read_before_a_change_was_taken_back_is_read_again(
    practice: Services,
) -> None:
    _, course = admit(practice)
    session = practice.sessions.start_session(course).session_id
    before = practice.sessions.session(session)
    with pytest.raises(ValueError, match="back"), practice.work as work:
        work.sessions.change(session, notes="never kept")
        assert work.sessions.get(session).notes == "never kept"
        raise ValueError("back")
    assert practice.sessions.session(session) == before

    with practice.work as work:
        with pytest.raises(ValueError, match="inner"), practice.work:
            work.sessions.change(session, notes="never kept")
            assert work.sessions.get(session).notes == "never kept"
            raise ValueError("inner")
        assert work.sessions.get(session) == before


def test_a_session_that_was_read_before_is_read_again_after_any_change(
    practice: Services,
) -> None:
    patient, course = admit(practice)
    other, _ = admit(practice, "Bob")
    session = practice.sessions.start_session(course).session_id
    assert practice.sessions.session(session) is practice.sessions.session(session)
    earlier = practice.sessions.start_session(course, took_place=OPENED).session_id
    assert practice.sessions.session(session).number == 2
    practice.sessions.discard_session(earlier)
    assert practice.sessions.session(session).number == 1
    practice.mistakes.merge_patients(other, patient)
    assert practice.sessions.session(session).patient_id == other
    practice.sessions.discard_session(session)
    with pytest.raises(NotFoundError):
        practice.sessions.session(session)
