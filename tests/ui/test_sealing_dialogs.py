"""What can be said of a signed session: an addendum, and that it was entered in error."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import open_practice
from acudesk.domain.session import Session
from acudesk.ui.dialogs.addendum import AddendumDialog
from acudesk.ui.dialogs.entered_in_error import EnteredInErrorDialog
from tests.clock import FixedClock
from tests.record_of_a_visit import whole_visit
from tests.ui.conftest import Desk


@pytest.fixture
def session(practice_dir: Path, clock: FixedClock) -> Session:
    """A signed session, in the practice that the desk opens after it."""
    with open_practice(practice_dir, clock=clock) as services:
        visit = whole_visit(services, clock)
        services.signing.sign_session(visit)
        return services.sessions.session(visit)


def test_an_addendum_is_added(session: Session, desk: Desk, qtbot: QtBot) -> None:
    dialog = AddendumDialog(desk.runner, desk.theme, desk.window, session)
    desk.window.show()
    dialog.open()
    dialog.reason.setText("The side was wrong")
    dialog.text.setPlainText("It was the right side.\nNot the left.")
    assert dialog.has_typed
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.do_button.click()

    assert saved.args[0].session_id == session.id
    (addendum,) = desk.ask(lambda s: s.sessions.session(session.id)).addenda
    assert (addendum.reason, addendum.text) == (
        "The side was wrong",
        "It was the right side.\nNot the left.",
    )
    assert addendum.who == "Mara Ellison"
    assert desk.ask(lambda s: s.signing.is_untouched(session.id))


@pytest.mark.parametrize(
    ("reason", "text", "field"), [("", "Right side", "reason"), ("Wrong side", "  ", "text")]
)
def test_an_addendum_needs_a_reason_and_a_text(
    session: Session, desk: Desk, reason: str, text: str, field: str
) -> None:
    dialog = AddendumDialog(desk.runner, desk.theme, desk.window, session)
    dialog.open()
    dialog.reason.setText(reason)
    dialog.text.setPlainText(text)
    dialog.save()
    desk.settle()

    assert dialog.form.error_of(field)
    assert (dialog.reason.text(), dialog.text.toPlainText()) == (reason, text)
    assert desk.ask(lambda s: s.sessions.session(session.id)).addenda == ()


def test_a_session_is_marked_as_entered_in_error(
    session: Session, desk: Desk, qtbot: QtBot
) -> None:
    dialog = EnteredInErrorDialog(desk.runner, desk.theme, desk.window, session)
    dialog.open()
    dialog.reason.setPlainText("This visit is Jonas's")
    with qtbot.waitSignal(dialog.saved):
        dialog.do_button.click()

    kept = desk.ask(lambda s: s.sessions.session(session.id))
    assert kept.error is not None
    assert (kept.error.reason, kept.counts, kept.number) == ("This visit is Jonas's", False, None)


def test_the_mark_of_error_needs_a_reason(session: Session, desk: Desk) -> None:
    dialog = EnteredInErrorDialog(desk.runner, desk.theme, desk.window, session)
    dialog.open()
    dialog.save()
    desk.settle()

    assert "what went wrong" in dialog.form.error_of("reason")
    assert desk.ask(lambda s: s.sessions.session(session.id)).error is None


def test_a_second_mark_is_refused_above_the_buttons(session: Session, desk: Desk) -> None:
    desk.ask(lambda s: s.signing.mark_entered_in_error(session.id, "Another patient"))
    dialog = EnteredInErrorDialog(desk.runner, desk.theme, desk.window, session)
    dialog.open()
    dialog.reason.setPlainText("Again")
    dialog.save()
    desk.settle()

    assert "already" in dialog.trouble
    assert dialog.reason.toPlainText() == "Again"
