"""A new patient with the first complaint in one go, or the particulars of a known one."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient, Sex, age_on, name_from_parts, sex_name
from acudesk.domain.wording import long_date
from acudesk.translation import ntr, tr
from acudesk.ui.dialogs.complaint_form import ComplaintForm
from acudesk.ui.dialogs.form_dialog import FormDialog
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.date_field import DateField
from acudesk.ui.widgets.form import HALF, THIRD, WHOLE, Form, LongField
from acudesk.ui.widgets.parts import button


class PatientDialog(FormDialog):
    """`saved` carries the new patient, and the new course where a condition was given."""

    def __init__(
        self,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None,
        patient: Patient | None,
        conditions: tuple[str, ...],
    ) -> None:
        super().__init__(
            runner,
            theme,
            parent,
            tr("New patient") if patient is None else tr("About the patient"),
            tr("Add and start first session") if patient is None else tr("Save"),
        )
        self.patient = patient
        self.person = Form()
        self.more = Form()
        self.complaint = None if patient else ComplaintForm(None, conditions)
        self._named = patient is not None and patient.display_name != _composed(patient)
        self._fill_person(patient)
        self._fill_more(patient)
        self.add_card(self.person)
        if self.complaint is not None:
            self.add_card(self.complaint, tr("Complaint"))
            self.complaint.edited.connect(self._say_plan)
            self._say_plan()
        self.more_button = button(tr("More about the patient"), flat=True)
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self._unfold)
        self.cards.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._sheet = self.add_card(self.more)
        self.cards.addStretch(1)
        if patient is None:
            self._unfold(False)
        else:
            self.more_button.hide()
            self.say(tr("Chart number {number}", number=patient.chart_number))
        theme.changed.connect(self._paint)
        self._paint()
        self.settle()
        self.given_name.setFocus()

    def job(self) -> Job:
        """The patient, alone or with the first course."""
        patient = self._patient()
        if self.patient is not None:
            return lambda services: services.patients.change_patient(patient)
        assert self.complaint is not None
        if not self.complaint.has_condition:
            if self.complaint.has_words:
                raise DomainError(
                    tr("Please say what is treated, or clear onset and goal."), field="condition"
                )
            return lambda services: services.patients.add_patient(patient)
        course = self.complaint.course(0, date.today())
        return lambda services: services.patients.admit_patient(patient, course)

    def reveal(self, form: Form) -> None:
        if form is self.more:
            self.more_button.setChecked(True)

    def _fill_person(self, patient: Patient | None) -> None:
        form = self.person
        self.given_name = _line(patient, "given_name")
        self.family_name = _line(patient, "family_name")
        self.display_name = _line(patient, "display_name")
        self.written_name = _line(patient, "written_name")
        self.birth_date = DateField()
        self.birth_date.show_day(patient.birth_date if patient else None)
        self.sex = ChoiceField(
            tr("Sex"),
            [(sex, sex_name(sex)) for sex in Sex],
            optional=True,
        )
        self.sex.choose(patient.sex if patient else None)
        self.phone = _line(patient, "phone")
        form.add("given_name", tr("Given name"), self.given_name)
        form.add("family_name", tr("Family name"), self.family_name)
        form.add("display_name", tr("Shown as"), self.display_name)
        form.add("written_name", tr("Name as the patient writes it"), self.written_name)
        form.add("birth_date", tr("Birth date"), self.birth_date, units=THIRD)
        form.add("sex", tr("Sex"), self.sex, units=THIRD)
        form.add("phone", tr("Phone"), self.phone, units=THIRD)
        self.display_name.setPlaceholderText(tr("a name is all that is needed"))
        for part in (self.given_name, self.family_name, self.written_name):
            part.textChanged.connect(self._compose)
        self.display_name.textEdited.connect(self._name_given)
        self.birth_date.textChanged.connect(self._say_age)
        self._say_age()

    def _fill_more(self, patient: Patient | None) -> None:
        form = self.more
        for name, title, units in (
            ("email", tr("E-mail"), HALF),
            ("chart_number", tr("Chart number"), HALF),
            ("address", tr("Address"), HALF),
            ("emergency_contact", tr("Emergency contact"), HALF),
            ("occupation", tr("Occupation"), HALF),
            ("referred_by", tr("Referred by"), HALF),
            ("doctor_name", tr("Family doctor"), HALF),
            ("doctor_address", tr("Family doctor's address"), HALF),
            ("medicines", tr("Medicines"), HALF),
            ("allergies", tr("Allergies"), HALF),
            ("history", tr("History"), WHOLE),
            ("notes", tr("Notes"), WHOLE),
            ("alerts", tr("Alerts"), WHOLE),
        ):
            if name in _LINES:
                form.add(name, title, _line(patient, name), units=units)
                continue
            field = LongField(fewest=1 if units == HALF else 2)
            field.setPlainText(getattr(patient, name) if patient else "")
            form.add(name, title, field, units=units)
        form.tell("alerts", tr("Stands above every session of this patient."))
        number = form.fields["chart_number"]
        assert isinstance(number, QLineEdit)
        number.setPlaceholderText(tr("given by AcuDesk"))

    def _patient(self) -> Patient:
        base = self.patient or Patient(display_name="-")
        person, more = self.person, self.more
        sex = self.sex.value
        return replace(
            base,
            display_name=self.display_name.text(),
            given_name=person.text("given_name"),
            family_name=person.text("family_name"),
            written_name=person.text("written_name"),
            birth_date=self.birth_date.day("birth_date"),
            sex=sex if isinstance(sex, Sex) else None,
            phone=person.text("phone"),
            **{name: more.text(name) for name in more.fields},  # type: ignore[arg-type]
        )

    def _compose(self) -> None:
        if not self._named:
            name = name_from_parts(self.given_name.text(), self.family_name.text())
            self.display_name.setText(name or self.written_name.text().strip())
            self.display_name.setCursorPosition(0)

    def _name_given(self, text: str) -> None:
        self._named = bool(text.strip())

    def _say_age(self) -> None:
        words = ""
        try:
            day = self.birth_date.day("birth_date")
        except DomainError:
            day = None
        if day is not None and day <= date.today():
            years = age_on(day, date.today())
            words = tr("{day} · {age}", day=long_date(day), age=ntr("{n} year", "{n} years", years))
        self.person.tell("birth_date", words)

    def _say_plan(self) -> None:
        assert self.complaint is not None
        with_course = self.complaint.has_condition
        self.do_button.setText(
            tr("Add and start first session") if with_course else tr("Add patient")
        )
        self.complaint.tell(
            "condition", "" if with_course else tr("Without a condition only the patient is added.")
        )

    def _unfold(self, unfolded: bool) -> None:
        self._sheet.setVisible(unfolded)
        self._paint()
        if unfolded:
            self.more.fields["email"].setFocus(Qt.FocusReason.TabFocusReason)
            QTimer.singleShot(0, self.more_button, self._scroll_down)

    def _scroll_down(self) -> None:
        self.scroll_to(self.more_button)

    def _paint(self) -> None:
        unfolded = self.more_button.isChecked()
        self.more_button.setIcon(self.theme.icon("chevron-down" if unfolded else "chevron-right"))


_LINES = ("email", "chart_number", "occupation", "referred_by", "doctor_name")


def _composed(patient: Patient) -> str:
    name = name_from_parts(patient.given_name, patient.family_name)
    return name or patient.written_name


def _line(patient: Patient | None, name: str) -> QLineEdit:
    return QLineEdit(getattr(patient, name) if patient else "")
