"""The practice's settings on one page; every change is saved at once."""

from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Group, Measure
from acudesk.domain.practice import BaselineRule, Practice, baseline_name
from acudesk.domain.review import NO_GAIN_SOURCE
from acudesk.settings import Appearance
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus
from acudesk.ui.pages.settings_paper import PaperSettings
from acudesk.ui.pages.settings_visit import VisitSettings
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.count_box import count_box
from acudesk.ui.widgets.form import HALF, Form, LongField
from acudesk.ui.widgets.measure_row import INDENT, MeasureRow, group_name
from acudesk.ui.widgets.notice import Notice
from acudesk.ui.widgets.parts import button, label, sheet, themed_icon
from acudesk.ui.widgets.word_list import WordList

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.ui.dialogs.measure import MeasureDialog

WIDEST = 860
NARROW = 640
LINES = ("name", "practitioner", "phone", "registration_number")
Stored = tuple[Practice, tuple[Measure, ...], tuple[str, ...]]


class SettingsPage(QWidget):
    """Who treats here, which measures are asked, how courses are compared, how it looks.

    `closed` says that the practitioner goes back, `appearance_chosen` carries an Appearance.
    """

    closed = Signal()
    appearance_chosen = Signal(object)

    def __init__(self, runner: TaskRunner, theme: Theme, bus: ChangeBus) -> None:
        super().__init__()
        self._runner, self._theme = runner, theme
        self._practice: Practice | None = None
        self._measures: tuple[Measure, ...] = ()
        self._columns = 0
        self._gone: tuple[str, int] | None = None
        self.measure_dialog: MeasureDialog | None = None
        self.rows: dict[str, MeasureRow] = {}
        self.practice = Form()
        self.course = Form()
        self.conditions = WordList(theme, tr("Conditions"))
        self.visit = VisitSettings(runner, theme, self)
        self.paper = PaperSettings(runner, self)
        for part in (self.visit, self.paper):
            part.saved.connect(self._saved)
            part.refused.connect(self._refused)
        self._fill_practice()
        self._build()
        bus.changed.connect(self._changed)

    @property
    def state(self) -> str:
        """What is said about saving."""
        return self._state.text()

    @property
    def conditions_trouble(self) -> str:
        """Why the list of conditions is not saved as it stands, empty where it is."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    @property
    def has_unkept(self) -> bool:
        """Whether something typed here is on the screen only."""
        if self._practice is None:
            return False
        typed = any(
            self.practice.text(name) != getattr(self._practice, name)
            for name in (*LINES, "address")
        )
        reviews = self.reviews.text() != _numbers(self._practice.review_sessions)
        no_gain = self.no_gain.value() != self._practice.no_gain_visits
        return typed or reviews or no_gain or self.paper.has_unkept or bool(self.conditions_trouble)

    def refresh(self) -> None:
        """Read everything again; what is being typed stays."""
        self.appearance.choose(self._theme.appearance)
        self.visit.refresh()
        self.paper.refresh()
        self._runner.read(
            lambda services: (
                services.practice.practice(),
                services.measures.list_measures(),
                services.practice.conditions(),
            ),
            self._show,
            owner=self,
        )

    def flush(self) -> None:
        """Save what is still being typed."""
        for name in (*LINES, "address"):
            self._keep_text(name)
        self._keep_reviews()
        self._keep_no_gain()
        self.visit.flush()
        self.paper.flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.address and event.type() == QEvent.Type.FocusOut:
            self._keep_text("address")
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_measures(1 if event.size().width() < NARROW else 2)

    # The cards

    def _fill_practice(self) -> None:
        form = self.practice
        for name, title in (
            ("name", tr("Name of the practice")),
            ("practitioner", tr("Practitioner")),
            ("phone", tr("Phone")),
            ("registration_number", tr("Registration number")),
        ):
            line = QLineEdit()
            line.editingFinished.connect(lambda name=name: self._keep_text(name))
            form.add(name, title, line, units=HALF)
        self.address = LongField(fewest=3)
        self.address.installEventFilter(self)
        form.add("address", tr("Address"), self.address, units=HALF)

    def _build(self) -> None:
        self._back = button(tr("Back"))
        themed_icon(self._back, self._theme, "chevron-left")
        self._back.setToolTip(tr("Back (Esc)"))
        self._back.clicked.connect(self._leave)
        self._state = label("", "hint")
        top = QWidget()
        top.setMaximumWidth(WIDEST)
        head = QHBoxLayout(top)
        head.setContentsMargins(0, 0, 8, 0)
        head.setSpacing(14)
        head.addWidget(self._back)
        head.addWidget(label(tr("Settings"), "title"))
        head.addStretch(1)
        head.addWidget(self._state)
        self._notice = Notice(self._theme)
        self.paper.reverted.connect(
            lambda words, back: self._notice.tell(words, do=tr("Undo"), action=back)
        )

        self._measure_grid = QGridLayout()
        self._measure_grid.setHorizontalSpacing(20)
        self._measure_grid.setVerticalSpacing(8)
        add = button(tr("Add a measure"))
        themed_icon(add, self._theme, "plus")
        add.clicked.connect(self._add_measure)
        self.add_measure_button = add
        self._trouble = label("", "error", wrap=True)
        self._trouble.hide()

        page = QWidget()
        page.setObjectName("plain")
        sheets = QVBoxLayout(page)
        sheets.setContentsMargins(0, 0, 8, 8)
        sheets.setSpacing(12)
        for one in (
            sheet(tr("Practice"), tr("stands at the head of every page on paper"), self.practice),
            self.paper.sheet(),
            sheet(
                tr("Measures"),
                tr("what is asked in a session; sources on hover"),
                self._measure_grid,
                _left(add),
            ),
            sheet(
                tr("Conditions"),
                tr("offered for a course; running courses keep theirs"),
                self.conditions,
                self._trouble,
            ),
            sheet(tr("Courses"), "", label(tr("Compared with"), "label"), *self._rules()),
            *self.visit.sheets(),
            *self.paper.text_sheets(),
            sheet(tr("Appearance"), tr("on this computer"), self._looks()),
        ):
            one.setMaximumWidth(WIDEST)
            sheets.addWidget(one)
        sheets.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)
        self.conditions.changed.connect(self._keep_conditions)
        self.conditions.removed.connect(self._condition_gone)

        box = QVBoxLayout(self)
        box.setContentsMargins(22, 18, 14, 0)
        box.setSpacing(12)
        box.addWidget(top)
        box.addWidget(self._notice)
        box.addWidget(self._scroll, 1)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self._leave)

    def _rules(self) -> list[QWidget]:
        self.rules: dict[BaselineRule, QRadioButton] = {}
        group = QButtonGroup(self)
        parts: list[QWidget] = []
        for rule, words in (
            (BaselineRule.FIRST, tr("Simple; one bad day at the start weighs a lot.")),
            (BaselineRule.MEAN_OF_TWO, tr("Steadier where pain differs from day to day.")),
            (BaselineRule.FIRST_SEVEN_DAYS, tr("For patients who keep a diary between visits.")),
        ):
            name = baseline_name(rule)
            radio = QRadioButton(name[:1].upper() + name[1:])
            radio.setAccessibleDescription(words)
            radio.clicked.connect(lambda _, rule=rule: self._keep("", baseline_rule=rule))
            group.addButton(radio)
            self.rules[rule] = radio
            below = label(words, "hint", wrap=True)
            below.setContentsMargins(INDENT, 0, 0, 4)
            one = QWidget()
            inside = QVBoxLayout(one)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(0)
            inside.addWidget(radio)
            inside.addWidget(below)
            parts.append(one)
        self.reviews = QLineEdit()
        self.reviews.editingFinished.connect(self._keep_reviews)
        self.course.add(
            "review_sessions",
            tr("Reviews at sessions"),
            self.reviews,
            units=HALF,
            hint=tr("Such as 4, 8. The last planned session is always one."),
        )
        self.no_gain = count_box(2, 200)
        self.no_gain.setSuffix(tr(" visits"))
        self.no_gain.editingFinished.connect(self._keep_no_gain)
        self.course.add(
            "no_gain_visits",
            tr("Review a course without a gain after"),
            self.no_gain,
            units=HALF,
        )
        self.course.tell(
            "no_gain_visits",
            tr("The rule is that of {source}; its number is AcuDesk's own.", source=NO_GAIN_SOURCE),
        )
        parts.append(self.course)
        return parts

    def _looks(self) -> QWidget:
        self.appearance = ChoiceField(
            tr("Appearance"),
            [
                (Appearance.SYSTEM, tr("As the system")),
                (Appearance.LIGHT, tr("Light")),
                (Appearance.DARK, tr("Dark")),
            ],
        )
        self.appearance.choose(self._theme.appearance)
        self.appearance.chosen.connect(lambda: self.appearance_chosen.emit(self.appearance.value))
        return self.appearance

    # What is stored

    def _show(self, stored: Stored) -> None:
        practice, measures, conditions = stored
        before, self._practice = self._practice, practice
        for name in (*LINES, "address"):
            if before is None or self.practice.text(name) == getattr(before, name):
                self._put(name, getattr(practice, name))
        if before is None or self.reviews.text() == _numbers(before.review_sessions):
            self.reviews.setText(_numbers(practice.review_sessions))
        if before is None or self.no_gain.value() == before.no_gain_visits:
            self.no_gain.setValue(practice.no_gain_visits)
        self.rules[practice.baseline_rule].setChecked(True)
        self._show_measures(measures)
        self.conditions.show_words(conditions)

    def _put(self, name: str, text: str) -> None:
        field = self.practice.fields[name]
        if self.practice.text(name) == text:
            return
        if isinstance(field, QLineEdit):
            field.setText(text)
            field.setCursorPosition(0)
        elif isinstance(field, LongField):
            field.setPlainText(text)

    def _show_measures(self, measures: tuple[Measure, ...]) -> None:
        if [one.chosen(False) for one in measures] != [one.chosen(False) for one in self._measures]:
            self._measures = measures
            self._columns, columns = 0, self._columns or 2
            self._arrange_measures(columns)
        self._measures = measures
        for measure in measures:
            self.rows[measure.code].show_asked(measure.asked)

    def _arrange_measures(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        grid = self._measure_grid
        focus = next((code for code, row in self.rows.items() if row.check.hasFocus()), "")
        for place in reversed(range(grid.count())):
            item = grid.itemAt(place)
            inside = item.widget() if item is not None else None
            if inside is not None:
                grid.removeWidget(inside)
                inside.hide()
                inside.deleteLater()
        self.rows = {}
        line = 0
        order = sorted(self._measures, key=lambda one: list(Group).index(one.group))
        for group, members in groupby(order, key=lambda one: one.group):
            heading = label(group_name(group), "label")
            heading.setContentsMargins(0, 6 if line else 0, 0, 0)
            grid.addWidget(heading, line, 0, 1, 2)
            for place, measure in enumerate(members):
                row = MeasureRow(measure)
                row.chosen.connect(lambda on, code=measure.code: self._choose_measure(code, on))
                self.rows[measure.code] = row
                if place % columns == 0:
                    line += 1
                grid.addWidget(row, line, place % columns)
            line += 1
        before: QWidget = self.paper.last
        for row in self.rows.values():
            QWidget.setTabOrder(before, row.check)
            before = row.check
        for column in (0, 1):
            grid.setColumnStretch(column, 1 if column < columns else 0)
        if focus in self.rows:
            self.rows[focus].check.setFocus()

    # What is changed

    def _keep(self, field: str, **values: object) -> None:
        def change(services: "Services") -> Changes:
            present = services.practice.practice()
            return services.practice.change_practice(replace(present, **values))  # type: ignore[arg-type]

        def saved(changes: Changes) -> None:
            if field in self.practice.fields:
                self.practice.clear_error(field)
            self._saved(changes)

        self._runner.write(change, saved, failed=self._refused, owner=self)

    def _keep_text(self, name: str) -> None:
        text = self.practice.text(name)
        if self._practice is not None and text != getattr(self._practice, name):
            self._keep(name, **{name: text})

    def _keep_reviews(self) -> None:
        text = self.reviews.text()
        if self._practice is None or text == _numbers(self._practice.review_sessions):
            self.course.clear_errors()
            return
        try:
            numbers = review_numbers(text)
        except DomainError as error:
            self.course.show_error(error, go=False)
            return
        self.course.clear_errors()
        self.reviews.setText(_numbers(numbers))
        self._keep("", review_sessions=numbers)

    def _keep_no_gain(self) -> None:
        visits = self.no_gain.value()
        if self._practice is not None and visits != self._practice.no_gain_visits:
            self._keep("", no_gain_visits=visits)

    def _choose_measure(self, code: str, asked: bool) -> None:
        self._runner.write(
            lambda services: services.measures.choose_measure(code, asked=asked),
            self._saved,
            failed=self._refused,
            owner=self,
        )

    def _keep_conditions(self) -> None:
        words = self.conditions.words

        def saved(changes: Changes) -> None:
            self._trouble.hide()
            self._saved(changes)

        def refused(error: DomainError) -> None:
            self._trouble.setText(error.text)
            self._trouble.show()

        self._runner.write(
            lambda services: services.practice.change_conditions(words),
            saved,
            failed=refused,
            owner=self,
        )

    def _condition_gone(self, word: str, place: int) -> None:
        self._gone = (word, place)
        self._notice.tell(
            tr("“{name}” is no longer offered.", name=word), do=tr("Undo"), action=self.undo
        )

    def undo(self) -> None:
        """Offer the condition again that was removed last."""
        if self._gone is not None:
            (word, place), self._gone = self._gone, None
            words = list(self.conditions.words)
            words.insert(place, word)
            self.conditions.put(words, place)

    def _add_measure(self) -> None:
        from acudesk.ui.dialogs.measure import MeasureDialog

        dialog = MeasureDialog(self._runner, self._theme, self.window())
        dialog.saved.connect(self._saved)
        self.measure_dialog = dialog
        dialog.open()

    def _changed(self, changes: Changes) -> None:
        if changes.settings and self.isVisible():
            self.refresh()

    def _saved(self, changes: Changes) -> None:
        if changes.settings:
            now = datetime.now().strftime("%H:%M")
            self._state.setText(tr("Saved {time}", time=now))

    def _refused(self, error: DomainError) -> None:
        shown = any(
            form.show_error(error, go=False)
            for form in (self.practice, self.course, self.visit.form)
        )
        if not shown:
            self._notice.warn(error.text)
            self.refresh()

    def _leave(self) -> None:
        self.flush()
        self.closed.emit()


def review_numbers(text: str) -> tuple[int, ...]:
    """The session numbers in `4, 8`; raises DomainError for anything but numbers."""
    parts = text.replace(";", ",").replace("،", ",").replace(",", " ").split()
    if not all(part.isdecimal() and len(part) < 5 for part in parts):
        raise DomainError(
            tr("Please write session numbers, such as 4, 8."), field="review_sessions"
        )
    return tuple(sorted({int(part) for part in parts}))


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(number) for number in numbers)


def _left(part: QWidget) -> QLayout:
    line = QHBoxLayout()
    line.addWidget(part)
    line.addStretch(1)
    return line
