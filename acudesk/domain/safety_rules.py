"""The questions of a screening and the rules that follow from the answers, as data.

Both are shipped in `resources/safety.toml`, each with its source; a practice edits the rules.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.text import cleaned
from acudesk.translation import tr

HIGHEST = {
    "LU": 11, "LI": 20, "ST": 45, "SP": 21, "HT": 9, "SI": 19, "BL": 67, "KI": 27, "PC": 9,
    "TE": 23, "GB": 44, "LR": 14, "GV": 28, "CV": 24,
    "EX-HN": 15, "EX-CA": 1, "EX-B": 9, "EX-UE": 11, "EX-LE": 12,
}  # fmt: skip
"""The last point of each channel and group: 361 points and 48 extra points (WHO)."""
MOST_PLACES = 100
_PLACE = re.compile(r"(EX-[A-Z]{1,2}|[A-Z]{2})([1-9]\d?)(?:-(?:\1)?([1-9]\d?))?")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Level(StrEnum):
    """How much weight a finding has, the heaviest first."""

    STOP = "stop"
    REFER = "refer"
    AVOID = "avoid"
    CAUTION = "caution"


class Means(StrEnum):
    """The technique that a rule is about."""

    ANY = "any"
    MANUAL = "manual"
    ELECTRICAL = "electrical"
    MOXA = "moxa"
    CUPPING = "cupping"


class QuestionGroup(StrEnum):
    """Where a question stands, in the order in which they are asked."""

    BLEEDING = "bleeding"
    IMPLANTS = "implants"
    CONDITIONS = "conditions"
    PREGNANCY = "pregnancy"
    SKIN = "skin"
    NEEDLES = "needles"
    RED_FLAGS = "red_flags"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the screening, for the practitioner to ask.

    `note` is what to ask on after a yes. `below_age` and `above_age` are completed years: a
    patient younger or older is asked with more care.
    """

    code: str
    group: QuestionGroup
    text: str
    note: str = ""
    red_flag: bool = False
    below_age: int | None = None
    above_age: int | None = None
    source: str = ""

    def is_near(self, age: int) -> bool:
        """Whether the patient's age itself raises this question."""
        young = self.below_age is not None and age < self.below_age
        old = self.above_age is not None and age > self.above_age
        return young or old


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRule:
    """What follows where a question was answered with yes; `when` empty holds for everybody.

    A rule with `points` (codes and ranges such as `BL31-34`) or with a technique of its own
    speaks only where the prescription has one of them; any other is about the whole patient.
    `tradition` and `evidence` stand side by side where both are known. `code` empty is given by
    AcuDesk; `own` says that the practice added the rule.
    """

    code: str = ""
    name: str
    when: str = ""
    technique: Means = Means.ANY
    points: tuple[str, ...] = ()
    level: Level
    text: str
    tradition: str = ""
    evidence: str = ""
    source: str = ""
    active: bool = True
    own: bool = False

    def __post_init__(self) -> None:
        for name, limit in (("name", 100), ("when", 60)):
            object.__setattr__(self, name, cleaned(getattr(self, name), limit=limit, field=name))
        for name, limit in (("text", 400), ("tradition", 1_000), ("evidence", 1_000)):
            object.__setattr__(self, name, cleaned(getattr(self, name), limit=limit, field=name))
        object.__setattr__(self, "source", cleaned(self.source, limit=600, field="source"))
        object.__setattr__(self, "points", places(self.points))
        if self.code and not _CODE.fullmatch(self.code):
            raise DomainError(tr("A rule needs a code in plain letters."), field="code")
        if not self.name:
            raise DomainError(tr("Please name what the rule is about."), field="name")
        if not self.text:
            raise DomainError(tr("Please say what to do."), field="text")

    @property
    def is_of_whole_patient(self) -> bool:
        """Whether it holds whatever is needled."""
        return not self.points and self.technique == Means.ANY

    def concerned(self, points: Sequence[NeedledPoint]) -> tuple[NeedledPoint, ...]:
        """The points of a prescription that the rule is about, in their order."""
        if self.is_of_whole_patient:
            return ()
        codes = expanded(self.points)
        return tuple(
            point
            for point in points
            if (not codes or point.code in codes) and _uses(point, self.technique)
        )


def places(texts: Iterable[str]) -> tuple[str, ...]:
    """Codes and ranges as they are kept: `LI4`, `BL31-34`; raises DomainError for others."""
    found: list[str] = []
    for word in re.split(r"[,;\s]+", ",".join(texts).upper().replace("–", "-")):
        if not word:
            continue
        match = _PLACE.fullmatch(word)
        if match is None or match[1] not in HIGHEST:
            raise DomainError(
                tr("“{text}” is no point. Write LI4, or a range such as BL31-34.", text=word[:40]),
                field="points",
            )
        channel, first, last = match[1], int(match[2]), int(match[3] or match[2])
        if last > HIGHEST[channel] or last < first:
            raise DomainError(
                tr(
                    "“{text}” is no point: {channel} goes from 1 to {highest}.",
                    text=word,
                    channel=channel,
                    highest=HIGHEST[channel],
                ),
                field="points",
            )
        place = f"{channel}{first}" if last == first else f"{channel}{first}-{last}"
        if place not in found:
            found.append(place)
    if len(found) > MOST_PLACES:
        raise DomainError(tr("At most {most} points fit.", most=MOST_PLACES), field="points")
    return tuple(found)


@lru_cache(maxsize=512)
def expanded(points: tuple[str, ...]) -> frozenset[str]:
    """Every code in a list of codes and ranges."""
    codes: set[str] = set()
    for place in points:
        match = _PLACE.fullmatch(place)
        assert match is not None
        last = int(match[3] or match[2])
        codes.update(f"{match[1]}{number}" for number in range(int(match[2]), last + 1))
    return frozenset(codes)


def _uses(point: NeedledPoint, technique: Means) -> bool:
    electrical = (
        point.stimulation == Stimulation.ELECTRICAL
        or point.hertz is not None
        or point.milliamp is not None
    )
    return {
        Means.ANY: True,
        Means.MANUAL: not electrical and point.needles > 0,
        Means.ELECTRICAL: electrical,
        Means.MOXA: point.moxa,
        Means.CUPPING: point.cupping,
    }[technique]


def questions_from_toml(text: str) -> tuple[Question, ...]:
    """The questions written in a TOML text such as `resources/safety.toml`, by groups."""
    order = list(QuestionGroup)
    asked = [_question(table) for table in tomllib.loads(text)["question"]]
    return tuple(sorted(asked, key=lambda question: order.index(question.group)))


def _question(table: dict[str, Any]) -> Question:
    values = {**table, "group": QuestionGroup(table["group"])}
    return Question(**_translated(values, "text", "note", "source"))


def rules_from_toml(text: str) -> tuple[SafetyRule, ...]:
    """The rules written in a TOML text such as `resources/safety.toml`."""
    return tuple(rule_from_table(table) for table in tomllib.loads(text)["rule"])


def rule_from_table(table: dict[str, Any]) -> SafetyRule:
    """One rule from its plain table (TOML or JSON)."""
    values = dict(table)
    values["level"] = Level(values["level"])
    values["technique"] = Means(values.get("technique", Means.ANY))
    values["points"] = tuple(values.get("points", ()))
    return SafetyRule(**_translated(values, "name", "text", "tradition", "evidence", "source"))


def rule_to_table(rule: SafetyRule) -> dict[str, Any]:
    """The reverse of `rule_from_table`, with plain JSON values."""
    return {
        "code": rule.code,
        "name": rule.name,
        "when": rule.when,
        "technique": rule.technique.value,
        "points": list(rule.points),
        "level": rule.level.value,
        "text": rule.text,
        "tradition": rule.tradition,
        "evidence": rule.evidence,
        "source": rule.source,
        "active": rule.active,
        "own": rule.own,
    }


def _translated(values: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        if values.get(name):  # A catalogue's answer to an empty text is its own header.
            values[name] = tr(values[name])
    return values


def level_name(level: Level) -> str:
    """The level in one word, as it stands before a finding."""
    return {
        Level.STOP: tr("stop"),
        Level.REFER: tr("refer"),
        Level.AVOID: tr("avoid"),
        Level.CAUTION: tr("caution"),
    }[level]


def means_name(technique: Means) -> str:
    """The technique that a rule is about, as it is called on screen."""
    return {
        Means.ANY: tr("any"),
        Means.MANUAL: tr("manual"),
        Means.ELECTRICAL: tr("electrical"),
        Means.MOXA: tr("moxa"),
        Means.CUPPING: tr("cupping"),
    }[technique]


def question_group_name(group: QuestionGroup) -> str:
    """The group of questions as it is called on screen."""
    return {
        QuestionGroup.BLEEDING: tr("Bleeding and medicines"),
        QuestionGroup.IMPLANTS: tr("Implants"),
        QuestionGroup.CONDITIONS: tr("Conditions"),
        QuestionGroup.PREGNANCY: tr("Pregnancy"),
        QuestionGroup.SKIN: tr("Skin and limbs"),
        QuestionGroup.NEEDLES: tr("Needles"),
        QuestionGroup.RED_FLAGS: tr("Red flags of low back pain"),
    }[group]
