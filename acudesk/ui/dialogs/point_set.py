"""A set of points: its name, the shorthand typed for it, and the points themselves."""

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from acudesk.domain.needles import NeedledPoint, points_line
from acudesk.domain.point_sets import PointSet
from acudesk.translation import tr
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.form import HALF, Form
from acudesk.ui.widgets.parts import label


class PointSetDialog(FormDialog):
    """Keeps the points that were given under a name, or a known set under another."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        points: tuple[NeedledPoint, ...],
        known: PointSet | None = None,
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            tr("Set of points"),
            tr("Keep the set"),
        )
        self._points = tuple(replace(one, carried_over=False) for one in points)
        self._known = known
        self.form = Form()
        self.name = QLineEdit(known.name if known else "")
        self.name.setPlaceholderText(tr("LBP basic"))
        self.shorthand = QLineEdit(known.shorthand if known else "")
        self.shorthand.setPlaceholderText("lbp")
        self.form.add("name", tr("Name"), self.name, units=HALF)
        self.form.add(
            "shorthand",
            tr("Shorthand"),
            self.shorthand,
            units=HALF,
            hint=tr("Type it among the points and all of these are added."),
        )
        self.add_card(self.form)
        line = label(points_line(self._points), "muted", wrap=True)
        self.cards.addWidget(line)
        self.cards.addStretch(1)
        self.settle()
        self.name.setFocus()

    def job(self) -> Job:
        """The keeping of the set."""
        made = PointSet(
            id=self._known.id if self._known else 0,
            name=self.name.text(),
            shorthand=self.shorthand.text(),
            points=self._points,
        )
        return lambda services: services.point_sets.keep_set(made)
