"""Measures are data: what is asked, on which scale, which way is better, and what counts.

The shipped ones are in `resources/measures.toml`; a practitioner may add more.
"""

import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from acudesk.domain.errors import DomainError
from acudesk.domain.numbers import parse_number, shown, with_unit
from acudesk.domain.session import Moment, Score, ScoreKey
from acudesk.domain.text import cleaned
from acudesk.translation import tr

_KNOWN_RANGES = {"nrs11": (0, 10), "vas100": (0, 100)}
"""The two pain scales that thresholds are published for; the tables repeat their ranges."""
_NEVER_NEGATIVE = ("error", "threshold", "threshold_percent")
_OTHER_TEXTS = (
    ("panel", 40),
    ("panel_name", 120),
    ("low_words", 120),
    ("high_words", 120),
    ("note", 1_000),
    ("source", 500),
)
LOW_BASELINE = Decimal(2)
"""AcuDesk's own: from 2 to 1 is half, and says nothing; no scale gives a percentage from there."""
MOST_ITEMS = 3
"""A measure's items are the activities that the patient names in a course, three at most."""


class Direction(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"


class Due(StrEnum):
    """When a measure is asked: at every visit, or at the first, at reviews and at the close."""

    EVERY_VISIT = "every_visit"
    REVIEWS = "reviews"


class Group(StrEnum):
    """The part of the session page, and of the chart, that a measure stands in."""

    PAIN = "pain"
    MOBILITY = "mobility"
    FUNCTION = "function"
    WELLBEING = "wellbeing"
    MEDICINES = "medicines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One scale on which a measure may be given; thresholds belong to it.

    `threshold` is in points; `threshold_percent` is of the baseline; both must be met.
    `low_baseline`: a baseline must lie above it for a percentage to mean anything (from 2 to 1 is
    50 per cent). This is AcuDesk's own rule, no published figure: 2 on every scale, or
    `percent_above` where that is more: 20 on one of 0 to 100 mm, which is the same.
    """

    code: str
    lowest: Decimal
    highest: Decimal
    step: Decimal = Decimal(1)
    unit: str = ""
    error: Decimal | None = None
    error_source: str = ""
    threshold: Decimal | None = None
    threshold_percent: Decimal | None = None
    threshold_source: str = ""
    percent_above: Decimal = Decimal(0)

    @property
    def low_baseline(self) -> Decimal:
        """The highest baseline that gets no percentage."""
        return max(self.percent_above, LOW_BASELINE)

    def __post_init__(self) -> None:
        for name in ("code", "unit", "error_source", "threshold_source"):
            object.__setattr__(self, name, cleaned(getattr(self, name), limit=200, field=name))
        if not self.code:
            raise DomainError(tr("A scale needs a code."), field="code")
        for name in ("lowest", "highest", "step", "percent_above", *_NEVER_NEGATIVE):
            number: Decimal | None = getattr(self, name)
            if number is not None and not number.is_finite():
                raise DomainError(tr("This is not a number that can be counted with."), field=name)
            if number is not None and number < 0 and name in _NEVER_NEGATIVE:
                raise DomainError(
                    tr("An error of measurement and a threshold are never negative."), field=name
                )
        if self.lowest >= self.highest:
            raise DomainError(tr("The lowest value must be below the highest."), field="lowest")
        if self.step <= 0:
            raise DomainError(tr("The step must be above zero."), field="step")
        known = _KNOWN_RANGES.get(self.code)
        if known is not None and not (self.lowest == known[0] and self.highest == known[1]):
            raise DomainError(
                tr(
                    "A scale called “{code}” runs from {lowest} to {highest}. "
                    "Give another scale another code.",
                    code=self.code,
                    lowest=known[0],
                    highest=known[1],
                ),
                field="code",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A scale of the clinic; `scales[0]` is the one on which it is asked here.

    `items` is how many numbered answers it has (PSFS: three activities), 0 for a single one.
    `panel` names the chart panel: measures that share one share range, unit and direction.
    `panel_name` is the title of a panel shared by several measures of one kind.
    `compared` is false for a measure that is itself a change (PGIC): it has no baseline.
    `labels` are the words of a scale of few steps, lowest first.
    """

    code: str
    name: str
    short_name: str
    group: Group
    panel: str
    direction: Direction
    scales: tuple[Scale, ...]
    moments: tuple[Moment, ...] = (Moment.ONCE,)
    due: Due = Due.EVERY_VISIT
    items: int = 0
    labels: tuple[str, ...] = ()
    panel_name: str = ""
    low_words: str = ""
    high_words: str = ""
    note: str = ""
    source: str = ""
    compared: bool = True
    asked: bool = False
    own: bool = False

    def __post_init__(self) -> None:
        for name, limit in (("code", 40), ("name", 120), ("short_name", 60)):
            text = cleaned(getattr(self, name), limit=limit, field=name)
            if not text:
                raise DomainError(tr("A measure needs a name."), field=name)
            object.__setattr__(self, name, text)
        for name, limit in _OTHER_TEXTS:
            object.__setattr__(self, name, cleaned(getattr(self, name), limit=limit, field=name))
        labels = tuple(cleaned(label, limit=120, field="labels") for label in self.labels)
        object.__setattr__(self, "labels", labels)
        if not 0 <= self.items <= MOST_ITEMS:
            raise DomainError(tr("A measure has at most {n} items.", n=MOST_ITEMS), field="items")
        if not self.scales or not self.moments:
            raise DomainError(tr("A measure needs a scale and a moment."), field="scales")

    @property
    def scale(self) -> Scale:
        """The scale on which the measure is asked here."""
        return self.scales[0]

    def scale_named(self, code: str) -> Scale:
        """One of the measure's scales by its code; raises DomainError for another."""
        for scale in self.scales:
            if scale.code == code:
                return scale
        raise DomainError(
            tr(
                "{measure} is not kept on a scale called “{code}”; known: {known}.",
                measure=self.name,
                code=code,
                known=", ".join(scale.code for scale in self.scales),
            ),
            field="scale",
        )

    def keys(self) -> tuple[ScoreKey, ...]:
        """Every score that one entry can have of this measure."""
        items = tuple(str(n + 1) for n in range(self.items)) or ("",)
        return tuple(
            ScoreKey(measure=self.code, moment=moment, item=item)
            for moment in self.moments
            for item in items
        )

    def score(
        self,
        given: str,
        *,
        moment: Moment | None = None,
        item: str = "",
        scale: str = "",
    ) -> Score:
        """A score from the text as given; the range is checked here and nowhere else.

        Without `scale` a unit says which one it is: `67 mm` is on a line of 0 to 100 mm.
        Raises DomainError for no number, a number out of range, and an unknown moment,
        item or scale. Nothing is rounded or clamped.
        """
        key = ScoreKey(measure=self.code, moment=moment or self.moments[0], item=item)
        if key not in self.keys():
            raise DomainError(
                tr("{measure} is not asked in this way.", measure=self.name), field=self.code
            )
        on = self.scale_named(scale) if scale else self._scale_of(given)
        number = given.strip().removesuffix(on.unit).rstrip() if on.unit else given.strip()
        value = parse_number(number, field=self.code)
        if not on.lowest <= value <= on.highest:
            raise DomainError(
                tr(
                    "{measure}: {value} lies outside {lowest} to {highest}.",
                    measure=self.name,
                    value=shown(value),
                    lowest=shown(on.lowest),
                    highest=with_unit(shown(on.highest), on.unit),
                ),
                field=self.code,
            )
        return Score(key=key, value=value, given=number, scale=on.code)

    def _scale_of(self, given: str) -> Scale:
        named = (one for one in self.scales if one.unit and given.strip().endswith(one.unit))
        return next(named, self.scale)

    def chosen(self, asked: bool) -> "Measure":
        """The same measure, asked or not asked in this practice."""
        return self if asked == self.asked else replace(self, asked=asked)


def check_panels(measures: tuple[Measure, ...]) -> None:
    """Measures of one chart panel share unit, range and direction; raises DomainError else."""
    first: dict[str, Measure] = {}
    for measure in measures:
        other = first.setdefault(measure.panel, measure)
        one, two = measure.scale, other.scale
        if (one.lowest, one.highest, one.unit, measure.direction) != (
            two.lowest,
            two.highest,
            two.unit,
            other.direction,
        ):
            raise DomainError(
                tr(
                    "{one} and {two} differ in range, unit or direction and cannot share a panel.",
                    one=measure.name,
                    two=other.name,
                ),
                field="panel",
            )


def measures_from_toml(text: str) -> tuple[Measure, ...]:
    """The measures written in a TOML text such as `resources/measures.toml`."""
    tables = tomllib.loads(text, parse_float=Decimal)["measure"]
    measures = tuple(measure_from_table(table) for table in tables)
    check_panels(measures)
    return measures


def measure_from_table(table: dict[str, Any]) -> Measure:
    """One measure from its plain table (TOML or JSON): numbers may be text, int or Decimal."""
    values = dict(table)
    values["group"] = Group(values["group"])
    values["direction"] = Direction(values["direction"])
    values["due"] = Due(values.get("due", Due.EVERY_VISIT))
    values["moments"] = tuple(Moment(moment) for moment in values.get("moments", ["once"]))
    values["labels"] = tuple(tr(label) for label in values.get("labels", ()))
    values["scales"] = tuple(_scale_from_table(scale) for scale in values.pop("scale"))
    values["name"] = tr(values["name"])
    for name in ("panel_name", "low_words", "high_words", "note"):
        if values.get(name):  # A catalogue's answer to an empty text is its own header.
            values[name] = tr(values[name])
    values["short_name"] = tr(values.get("short_name", values["name"]))
    return Measure(**values)


def _scale_from_table(table: dict[str, Any]) -> Scale:
    values = dict(table)
    for name in (
        "lowest",
        "highest",
        "step",
        "error",
        "threshold",
        "threshold_percent",
        "percent_above",
    ):
        if values.get(name) is not None:
            values[name] = Decimal(str(values[name]))
    return Scale(**values)


def measure_to_table(measure: Measure) -> dict[str, Any]:
    """The reverse of `measure_from_table`, with plain JSON values."""
    table: dict[str, Any] = {
        name: getattr(measure, name)
        for name in (
            "code",
            "name",
            "short_name",
            "panel",
            "panel_name",
            "items",
            "low_words",
            "high_words",
            "note",
            "source",
        )
    }
    table["group"] = measure.group.value
    table["direction"] = measure.direction.value
    table["due"] = measure.due.value
    table["moments"] = [moment.value for moment in measure.moments]
    table["labels"] = list(measure.labels)
    table["own"] = measure.own
    table["compared"] = measure.compared
    table["scale"] = [
        {
            name: str(value) if isinstance(value, Decimal) else value
            for name in Scale.__dataclass_fields__
            if (value := getattr(scale, name)) is not None
        }
        for scale in measure.scales
    ]
    return table
