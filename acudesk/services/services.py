"""Everything that can be done with an open practice, each service made when it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.clock import Clock

if TYPE_CHECKING:
    from acudesk.services.anonymous import Anonymous
    from acudesk.services.calendar_file import CalendarFile
    from acudesk.services.courses import Courses
    from acudesk.services.day_sheets import DaySheets
    from acudesk.services.documents import Documents
    from acudesk.services.drafts import Drafts
    from acudesk.services.full_records import FullRecords
    from acudesk.services.imports import Imports
    from acudesk.services.leaflets import Leaflets
    from acudesk.services.letters import Letters
    from acudesk.services.measures import Measures
    from acudesk.services.mistakes import Mistakes
    from acudesk.services.patients import Patients
    from acudesk.services.planned_visits import PlannedVisits
    from acudesk.services.point_sets import PointSets
    from acudesk.services.practice import PracticeSettings
    from acudesk.services.practice_figures import PracticeReader
    from acudesk.services.questionnaires import Questionnaires
    from acudesk.services.records import Records
    from acudesk.services.reports import Reports
    from acudesk.services.reviews import Reviews
    from acudesk.services.safety import Safety
    from acudesk.services.sessions import Sessions
    from acudesk.services.signing import Signing
    from acudesk.services.today import Today
    from acudesk.services.treatments import Treatments


@dataclass(frozen=True)
class Services:
    """Everything that can be done with an open practice; used by one thread, its owner.

    Each service is made once, with what it needs, and its module is imported when it is first
    asked for: the list of patients waits for none of the others.
    """

    work: UnitOfWork
    clock: Clock

    @cached_property
    def patients(self) -> "Patients":
        """Patients and their list."""
        from acudesk.services.patients import Patients

        return Patients(self.work, self.clock, lambda course: self.courses.open_course(course))

    @cached_property
    def courses(self) -> "Courses":
        """Courses of treatment."""
        from acudesk.services.courses import Courses

        return Courses(self.work, self.clock, self.measures)

    @cached_property
    def sessions(self) -> "Sessions":
        """Sessions and their scores."""
        from acudesk.services.sessions import Sessions

        return Sessions(self.work, self.clock, self.measures, self.drafts)

    @cached_property
    def treatments(self) -> "Treatments":
        """What is done in a session."""
        from acudesk.services.treatments import Treatments

        return Treatments(self.work, self.clock, self.drafts)

    @cached_property
    def questionnaires(self) -> "Questionnaires":
        """What patients answer themselves."""
        from acudesk.services.questionnaires import Questionnaires

        return Questionnaires(self.work, self.drafts, self.measures)

    @cached_property
    def safety(self) -> "Safety":
        """Screenings, rules, consents."""
        from acudesk.services.safety import Safety

        return Safety(self.work, self.clock, self.drafts)

    @cached_property
    def signing(self) -> "Signing":
        """Seals and addenda."""
        from acudesk.services.signing import Signing

        return Signing(self.work, self.clock, self.drafts, self.safety)

    @cached_property
    def drafts(self) -> "Drafts":
        """Steps back and forward."""
        from acudesk.services.drafts import Drafts

        return Drafts(self.work, self.clock)

    @cached_property
    def mistakes(self) -> "Mistakes":
        """Moves and merges."""
        from acudesk.services.mistakes import Mistakes

        return Mistakes(self.work, self.clock, self.drafts)

    @cached_property
    def measures(self) -> "Measures":
        """What is asked."""
        from acudesk.services.measures import Measures

        return Measures(self.work)

    @cached_property
    def practice(self) -> "PracticeSettings":
        """The practice itself."""
        from acudesk.services.practice import PracticeSettings

        return PracticeSettings(self.work)

    @cached_property
    def practice_figures(self) -> "PracticeReader":
        """The figures of the whole practice."""
        from acudesk.services.practice_figures import PracticeReader

        return PracticeReader(self.work, self.measures)

    @cached_property
    def point_sets(self) -> "PointSets":
        """Named sets of points."""
        from acudesk.services.point_sets import PointSets

        return PointSets(self.work)

    @cached_property
    def planned_visits(self) -> "PlannedVisits":
        """The diary."""
        from acudesk.services.planned_visits import PlannedVisits

        return PlannedVisits(self.work, self.clock, self.sessions, self.treatments)

    @cached_property
    def today(self) -> "Today":
        """The first page."""
        from acudesk.services.today import Today

        return Today(self.work, self.measures)

    @cached_property
    def reports(self) -> "Reports":
        """The patient's page and chart."""
        from acudesk.services.reports import Reports

        return Reports(self.work, self.courses, self.clock)

    @cached_property
    def day_sheets(self) -> "DaySheets":
        """The sheet of a day."""
        from acudesk.services.day_sheets import DaySheets

        return DaySheets(self.work, self.today, self.clock)

    @cached_property
    def letters(self) -> "Letters":
        """Letters to doctors and therapists."""
        from acudesk.services.letters import Letters

        return Letters(self.work, self.courses, self.clock)

    @cached_property
    def calendar_file(self) -> "CalendarFile":
        """The diary for other calendars."""
        from acudesk.services.calendar_file import CalendarFile

        return CalendarFile(self.work, self.clock)

    @cached_property
    def documents(self) -> "Documents":
        """Documents of patients."""
        from acudesk.services.documents import Documents

        return Documents(self.work, self.clock)

    @cached_property
    def anonymous(self) -> "Anonymous":
        """Courses without a name."""
        from acudesk.services.anonymous import Anonymous

        return Anonymous(self.work, self.courses)

    @cached_property
    def reviews(self) -> "Reviews":
        """The look back on a course."""
        from acudesk.services.reviews import Reviews

        return Reviews(self.work, self.clock, self.courses, self.sessions)

    @cached_property
    def records(self) -> "Records":
        """The record of a session, in words and on paper."""
        from acudesk.services.records import Records

        return Records(
            self.work, self.clock, self.measures, self.questionnaires, self.safety, self.signing
        )

    @cached_property
    def leaflets(self) -> "Leaflets":
        """What a patient takes home before the first visit."""
        from acudesk.services.leaflets import Leaflets

        return Leaflets(self.work, self.clock)

    @cached_property
    def full_records(self) -> "FullRecords":
        """All that is kept of a patient, on paper."""
        from acudesk.services.full_records import FullRecords

        return FullRecords(self.work, self.clock, self.records, self.safety)

    @cached_property
    def imports(self) -> "Imports":
        """What comes in from files."""
        from acudesk.services.imports import Imports

        return Imports(self.work, self.clock, self.measures, self.drafts)

    @contextmanager
    def on_copy(self, file: Path) -> Iterator["Services"]:
        """The same services on a plain copy of a practice, which they only read; may be asked
        for on any thread, which then owns them until the block is left."""
        from acudesk.data.plain_copy import open_plain_copy

        copy = Services(UnitOfWork(open_plain_copy(file), self.clock), self.clock)
        try:
            yield copy
        finally:
            copy.work.close()
