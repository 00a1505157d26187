"""The practice itself: who treats here, how paper looks, when a course is reviewed."""

import re
from dataclasses import dataclass
from enum import StrEnum

from acudesk.domain.errors import DomainError
from acudesk.domain.planned_visit import DEFAULT_MINUTES, LONGEST_VISIT
from acudesk.domain.screening import CONSENT_LIMIT
from acudesk.domain.text import cleaned
from acudesk.domain.treatment import DEFAULT_RETENTION, LONGEST_RETENTION
from acudesk.domain.working_hours import USUAL_HOURS, WorkingHours
from acudesk.translation import tr

LOGO_LIMIT = 1_000_000
_OUTSIDE = re.compile(rb"href\s*=\s*[\"'](?!#|data:)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,8})?")
REVIEW_SESSIONS = (4, 8)
"""Reviews come at sessions 4, 8 and the last planned, unless the practice sets others."""
NO_GAIN_VISITS = 6
"""AcuDesk's own, and a setting: after so many visits without a gain a course is reviewed. That a
course which brings no gain is not to go on is the rule of CMS NCD 30.3.3, which names no number
of visits for it."""
QUIET_DAYS = 21
"""AcuDesk's own: an open course without a visit for so long, and none planned, has gone quiet."""


class Paper(StrEnum):
    """The paper that the practice prints on."""

    A4 = "a4"
    LETTER = "us-letter"


class BaselineRule(StrEnum):
    """What a course is compared with; always shown beside the number."""

    FIRST = "first"
    MEAN_OF_TWO = "mean_of_two"
    FIRST_SEVEN_DAYS = "first_seven_days"


class LogoKind(StrEnum):
    """The picture formats that a letterhead can carry."""

    PNG = "png"
    JPEG = "jpg"
    SVG = "svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Name, address and letterhead of the practice and its settings for every course.

    `no_gain_visits` is after how many visits without a gain a course is reviewed.
    `visit_minutes` is the usual length of a planned visit, `retention_minutes` what the timer
    offers, `quiet_days` after how many days without a visit a course has gone quiet.
    `consent_text` empty means the one that AcuDesk ships; `tongue_and_pulse` shows the fields
    of Chinese medicine in a session. `style` of the acupuncture and `setting`, with what patients
    are told, are items 1a and 4b of STRICTA 2010 (MacPherson 2010, PLoS Med 7:e1000261).
    `paper_language` is that of everything printed, whatever the screen speaks; `letter_text` and
    `leaflet_text` empty mean the ones that AcuDesk ships.
    """

    name: str = ""
    address: str = ""
    phone: str = ""
    practitioner: str = ""
    registration_number: str = ""
    logo: bytes = b""
    paper: Paper = Paper.A4
    baseline_rule: BaselineRule = BaselineRule.FIRST
    review_sessions: tuple[int, ...] = REVIEW_SESSIONS
    demo: bool = False
    working_hours: WorkingHours = USUAL_HOURS
    visit_minutes: int = DEFAULT_MINUTES
    retention_minutes: int = DEFAULT_RETENTION
    quiet_days: int = QUIET_DAYS
    consent_text: str = ""
    tongue_and_pulse: bool = False
    style: str = ""
    setting: str = ""
    no_gain_visits: int = NO_GAIN_VISITS
    paper_language: str = "en"
    letter_text: str = ""
    leaflet_text: str = ""

    def __post_init__(self) -> None:
        for name in ("name", "phone", "practitioner", "registration_number", "style"):
            object.__setattr__(self, name, cleaned(getattr(self, name), limit=200, field=name))
        object.__setattr__(
            self, "setting", cleaned(self.setting, limit=2_000, field="setting", lines=True)
        )
        object.__setattr__(
            self, "address", cleaned(self.address, limit=1_000, field="address", lines=True)
        )
        if self.logo:
            logo_kind(self.logo)
        if any(not 1 <= number <= 200 for number in self.review_sessions):
            raise DomainError(
                tr("Reviews come at session numbers from 1 to 200."), field="review_sessions"
            )
        for name in ("consent_text", "letter_text", "leaflet_text"):
            text = cleaned(getattr(self, name), limit=CONSENT_LIMIT, field=name, lines=True)
            object.__setattr__(self, name, text)
        if not _LANGUAGE.fullmatch(self.paper_language):
            raise DomainError(tr("This is not the code of a language."), field="paper_language")
        for name, least, most in (
            ("visit_minutes", 5, LONGEST_VISIT),
            ("retention_minutes", 1, LONGEST_RETENTION),
            ("quiet_days", 1, 365),
            ("no_gain_visits", 2, 200),
        ):
            if not least <= getattr(self, name) <= most:
                raise DomainError(
                    tr("Give a number from {least} to {most}.", least=least, most=most), field=name
                )


def logo_kind(picture: bytes) -> LogoKind:
    """The format of a logo, told by its content; raises DomainError for anything else."""
    if len(picture) > LOGO_LIMIT:
        raise DomainError(tr("This picture is larger than 1 MB."), field="logo")
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return LogoKind.PNG
    if picture.startswith(b"\xff\xd8\xff"):
        return LogoKind.JPEG
    head = picture[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"<svg", b"<?xml", b"<!--")) and b"<svg" in picture[:4_000]:
        plain = picture.lower()
        if any(word in plain for word in (b"<script", b"<foreignobject", b"http-equiv")) or (
            _OUTSIDE.search(plain)
        ):
            raise DomainError(
                tr("This picture holds a script or loads other files. Choose a plain one."),
                field="logo",
            )
        return LogoKind.SVG
    raise DomainError(tr("A logo is a PNG, JPEG or SVG picture."), field="logo")


def baseline_name(rule: BaselineRule) -> str:
    """The baseline as it is called beside a number."""
    return {
        BaselineRule.FIRST: tr("first score"),
        BaselineRule.MEAN_OF_TWO: tr("mean of the first two"),
        BaselineRule.FIRST_SEVEN_DAYS: tr("mean of the first seven days"),
    }[rule]


def latest_name(rule: BaselineRule) -> str:
    """What stands against that baseline, as it is called beside a number."""
    if rule == BaselineRule.FIRST_SEVEN_DAYS:
        return tr("mean of the last seven days")
    return tr("latest score")
