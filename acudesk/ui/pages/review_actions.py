"""What the commands around a review do: decide, close, take back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from acudesk.domain.changes import Changes
from acudesk.domain.review import Decision, Review
from acudesk.translation import tr
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView
    from acudesk.ui.pages.course import CoursePanel
    from acudesk.ui.pages.patient import PatientPage
    from acudesk.ui.pages.whole_course import WholeCourse
    from acudesk.ui.widgets.chart_canvas import ChartCanvas
    from acudesk.ui.widgets.review_card import ReviewCard


class ReviewActions(QObject):
    """Dialogs are imported when they are asked for."""

    def __init__(self, page: "PatientPage", runner: TaskRunner, theme: Theme) -> None:
        super().__init__(page)
        self._page, self._runner, self._theme = page, runner, theme

    def continue_course(self) -> None:
        """Go on, with so many more sessions."""
        self._decide(Decision.CONTINUE)

    def adjust_course(self) -> None:
        """Go on otherwise."""
        self._decide(Decision.ADJUST)

    def close_course(self) -> None:
        """Close the course on screen, or reopen it."""
        view = self._view()
        if view is None:
            return
        self._page.form.flush()
        course = view.course
        if not course.is_open:
            self._reopen(course.id)
            return
        from acudesk.ui.dialogs.close_course import CloseCourseDialog

        dialog = CloseCourseDialog(self._runner, self._theme, self._page, view)
        dialog.saved.connect(
            lambda _: self._page.notice.tell(
                tr("The course is closed."),
                do=tr("Reopen"),
                action=lambda: self._reopen(course.id),
            )
        )
        dialog.open()

    def take_back(self, review_id: int) -> None:
        """Take the last review back."""
        self._runner.write(
            lambda services: services.reviews.take_back(review_id),
            lambda _: self._page.notice.tell(tr("The review is taken back.")),
            owner=self._page,
        )

    def link_card(self, card: "ReviewCard | CoursePanel") -> None:
        """Do what a card of a review that is due, or the panel that holds it, asks for."""
        card.continue_wanted.connect(self.continue_course)
        card.adjust_wanted.connect(self.adjust_course)
        card.close_wanted.connect(self.close_course)

    def link_chart(self, chart: "ChartCanvas") -> None:
        """Say on the page what a chart has to say."""
        chart.told.connect(self._page.notice.tell)
        chart.refused.connect(self._page.notice.warn)

    def link_whole(self, whole: "WholeCourse") -> None:
        """The same for the whole course."""
        self.link_card(whole.card)
        whole.told.connect(self._page.notice.tell)
        whole.refused.connect(self._page.notice.warn)
        whole.take_back_wanted.connect(self.take_back)
        whole.other_chosen.connect(self._open_other)

    def _open_other(self, course_id: int, session_id: int) -> None:
        patient_id = self._page.patient_id
        assert patient_id is not None
        self._page.show_session(patient_id, course_id, session_id)

    def _decide(self, decision: Decision) -> None:
        view = self._view()
        if view is None or not view.course.is_open:
            return
        from acudesk.ui.dialogs.review import ReviewDialog

        self._page.form.flush()
        dialog = ReviewDialog(self._runner, self._theme, self._page, view, decision)
        dialog.saved.connect(lambda changes: self._decided(changes))
        dialog.open()

    def _decided(self, changes: Changes) -> None:
        """Say that it is kept, with the way back."""
        course_id = changes.course_id

        def tell(reviews: tuple[Review, ...]) -> None:
            self._page.notice.tell(
                tr("The review is kept."),
                do=tr("Undo"),
                action=lambda: self.take_back(reviews[-1].id),
            )

        self._runner.read(
            lambda services: services.reviews.reviews_of(course_id), tell, owner=self._page
        )

    def _reopen(self, course_id: int) -> None:
        self._runner.write(
            lambda services: services.courses.reopen_course(course_id),
            lambda _: self._page.notice.tell(
                tr("The course is open again. That it was closed stays among its reviews.")
            ),
            owner=self._page,
        )

    def _view(self) -> "CourseView | None":
        look = self._page.look if self._page.is_shown else None
        return look.view.view if look is not None else None
