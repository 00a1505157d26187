"""What the safety rules say, and the dialogs that settle it."""

from typing import TYPE_CHECKING

from tests.tour.practice import MAEVE, STEPHANE

if TYPE_CHECKING:
    from tests.tour.walk import Walk


def safety_stops(walk: "Walk") -> None:
    """A pacemaker and current, a pregnancy and SP6, a screening, a consent, an override."""
    page = walk.desk.window.patient
    walk.choose(STEPHANE)
    walk.wait(lambda: page.form.session_id is not None)
    form = page.form
    form.sheet.to_top()
    walk.picture("safety", "pacemaker", findings=len(form.sheet.safety.rows))
    row = next(one for one in form.sheet.safety.rows if one.button is not None)
    walk.click(row.why)
    walk.picture("safety", "pacemaker-why")
    assert row.button is not None
    walk.click(row.button)
    dialog = walk.dialog()
    walk.picture("dialog", "override", dialog)
    dialog.reason.setPlainText("The cardiologist agrees in writing.")  # type: ignore[attr-defined]
    dialog.do_button.click()  # type: ignore[attr-defined]
    walk.wait(walk.no_dialog)
    form.sheet.to_top()
    walk.picture("safety", "overridden")
    form.sheet.bar.segments[2].click()
    walk.picture("safety", "pacemaker-points")
    walk.choose(MAEVE)
    walk.wait(lambda: page.form.session_id is not None)
    form.sheet.to_top()
    walk.picture("safety", "pregnancy", findings=len(form.sheet.safety.rows))
    walk.click(form.sheet.safety.screen_button)
    dialog = walk.dialog()
    walk.picture("dialog", "screening", dialog)
    dialog.close()
    walk.settle()
    walk.click(form.sheet.safety.consent_button)
    dialog = walk.dialog()
    walk.picture("dialog", "consent", dialog)
    dialog.close()
    walk.settle()
