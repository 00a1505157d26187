"""In which part of the body a point lies, in the words of every day.

Parts as a patient would name them, by the order of the points along each channel (names and order
of WHO's 361 points: Lim 2009, eCAM). Where a point lies exactly is no matter of this table.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from acudesk.domain.needles import NeedledPoint
from acudesk.translation import tr

_CODE = re.compile(r"([A-Z]+(?:-[A-Z]+)?)(\d+)")


class Area(StrEnum):
    """Parts of the body from head to foot; `SORE` is where it hurts, wherever that is."""

    HEAD = "head"
    FACE = "face"
    NECK = "neck"
    SHOULDER = "shoulder"
    UPPER_ARM = "upper_arm"
    ELBOW = "elbow"
    FOREARM = "forearm"
    WRIST = "wrist"
    HAND = "hand"
    CHEST = "chest"
    BELLY = "belly"
    BACK = "back"
    UPPER_BACK = "upper_back"
    MIDDLE_BACK = "middle_back"
    LOWER_BACK = "lower_back"
    BASE_OF_SPINE = "base_of_spine"
    BUTTOCK = "buttock"
    HIP = "hip"
    THIGH = "thigh"
    KNEE = "knee"
    LOWER_LEG = "lower_leg"
    ANKLE = "ankle"
    FOOT = "foot"
    SORE = "sore"


_STRETCHES = {
    "LU": "2 chest, 4 upper_arm, 5 elbow, 8 forearm, 9 wrist, 11 hand",
    "LI": "4 hand, 5 wrist, 10 forearm, 12 elbow, 14 upper_arm, 16 shoulder, 18 neck, 20 face",
    "ST": (
        "7 face, 8 head, 11 neck, 18 chest, 30 belly, 33 thigh, 35 knee, 40 lower_leg, "
        "41 ankle, 45 foot"
    ),
    "SP": "4 foot, 5 ankle, 8 lower_leg, 9 knee, 11 thigh, 16 belly, 21 chest",
    "HT": "1 shoulder, 2 upper_arm, 3 elbow, 7 wrist, 9 hand",
    "SI": "3 hand, 5 wrist, 7 forearm, 8 elbow, 15 shoulder, 17 neck, 18 face, 19 head",
    "BL": (
        "2 face, 9 head, 10 neck, 17 upper_back, 21 middle_back, 26 lower_back, "
        "35 base_of_spine, 37 thigh, 40 knee, 46 upper_back, 50 middle_back, 52 lower_back, "
        "54 buttock, 59 lower_leg, 62 ankle, 67 foot"
    ),
    "KI": "2 foot, 6 ankle, 9 lower_leg, 10 knee, 21 belly, 27 chest",
    "PC": "1 chest, 2 upper_arm, 3 elbow, 6 forearm, 7 wrist, 9 hand",
    "TE": (
        "3 hand, 4 wrist, 9 forearm, 10 elbow, 13 upper_arm, 15 shoulder, 16 neck, 22 head, 23 face"
    ),
    "GB": (
        "3 face, 19 head, 20 neck, 21 shoulder, 24 chest, 28 belly, 30 hip, 32 thigh, "
        "34 knee, 39 lower_leg, 40 ankle, 44 foot"
    ),
    "LR": "3 foot, 4 ankle, 6 lower_leg, 8 knee, 11 thigh, 13 belly, 14 chest",
    "GV": "2 base_of_spine, 5 lower_back, 8 middle_back, 13 upper_back, 16 neck, 24 head, 28 face",
    "CV": "15 belly, 21 chest, 23 neck, 24 face",
    "EX-HN": "2 head, 4 face, 6 head, 13 face, 15 neck",
    "EX-CA": "1 belly",
    "EX-B": "1 upper_back, 2 back, 3 middle_back, 8 lower_back, 9 base_of_spine",
    "EX-UE": "1 elbow, 2 forearm, 3 wrist, 11 hand",
    "EX-LE": "2 knee, 3 thigh, 5 knee, 7 lower_leg, 9 ankle, 12 foot",
}
"""The last number of each stretch of a channel, and where it lies."""


def area_of(code: str) -> Area | None:
    """Where the point of a code lies, None for a code that no channel has."""
    if code == "ASHI":
        return Area.SORE
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    number = int(found[2])
    return next((area for last, area in _stretches(found[1]) if 1 <= number <= last), None)


@cache
def _stretches(channel: str) -> tuple[tuple[int, Area], ...]:
    ends = (end.split() for end in _STRETCHES.get(channel, "").split(", ") if end)
    return tuple((int(last), Area(area)) for last, area in ends)


def areas_of(points: Iterable[NeedledPoint]) -> tuple[Area, ...]:
    """Where points lie, from head to foot, each part once."""
    met = {area_of(point.code) for point in points}
    return tuple(area for area in Area if area in met)


def area_name(area: Area) -> str:
    """The part of the body as it stands behind "your"."""
    return {
        Area.HEAD: tr("head"),
        Area.FACE: tr("face"),
        Area.NECK: tr("neck"),
        Area.SHOULDER: tr("shoulder"),
        Area.UPPER_ARM: tr("upper arm"),
        Area.ELBOW: tr("elbow"),
        Area.FOREARM: tr("forearm"),
        Area.WRIST: tr("wrist"),
        Area.HAND: tr("hand"),
        Area.CHEST: tr("chest"),
        Area.BELLY: tr("belly"),
        Area.BACK: tr("back"),
        Area.UPPER_BACK: tr("upper back"),
        Area.MIDDLE_BACK: tr("middle back"),
        Area.LOWER_BACK: tr("lower back"),
        Area.BASE_OF_SPINE: tr("base of the spine"),
        Area.BUTTOCK: tr("buttock"),
        Area.HIP: tr("hip"),
        Area.THIGH: tr("thigh"),
        Area.KNEE: tr("knee"),
        Area.LOWER_LEG: tr("lower leg"),
        Area.ANKLE: tr("ankle"),
        Area.FOOT: tr("foot"),
        Area.SORE: tr("sore spots"),
    }[area]
