"""The leaflet that a patient takes home before the first visit: what to expect.

The shipped text names no rates and promises nothing. What is told of reactions and of danger is
that of the consent (`domain.safety`) and of the screening (`resources/safety.toml`, each question
with its source); how long and how often are AcuDesk's own hints, see `domain.session` and
`domain.course`. It is written for a reading age of about twelve, which a test watches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from acudesk.domain.course import USUAL_PLANNED
from acudesk.domain.session import USUAL_MINUTES
from acudesk.translation import tr

HEADING, URGENT, POINT = "# ", "! ", "- "
"""What a line begins with that is more than text."""


class PartKind(StrEnum):
    """What a part of a leaflet is."""

    PARAGRAPH = "paragraph"
    POINTS = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A paragraph, its lines as they were written, or the points of a list."""

    kind: PartKind
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What stands below one heading; `urgent` stands in a frame. Only the first chapter may have
    no title."""

    title: str = ""
    urgent: bool = False
    parts: tuple[Part, ...] = ()


def markup_words() -> str:
    """How the text of the leaflet is written; stands where it is edited."""
    return tr(
        "Begin a line with “# ” for a heading, with “! ” for the heading of something urgent, "
        "which is set in a frame, and with “- ” for a point of a list. An empty line begins a "
        "new paragraph."
    )


def leaflet_chapters(text: str) -> tuple[Chapter, ...]:
    """A text as it was written, chapter by chapter; nothing else in it is read as markup."""
    chapters: list[Chapter] = []
    title, urgent = "", False
    kept: list[str] = []

    def close() -> None:
        parts = tuple(_parts(kept))
        if title or parts:
            chapters.append(Chapter(title=title, urgent=urgent, parts=parts))
        kept.clear()

    for line in text.splitlines():
        line = line.strip()
        if line.startswith((HEADING, URGENT)) and line[len(HEADING) :].strip():
            close()
            title, urgent = line[len(HEADING) :].strip(), line.startswith(URGENT)
        else:
            kept.append(line)
    close()
    return tuple(chapters)


def _parts(lines: list[str]) -> Iterator[Part]:
    kind, texts = PartKind.PARAGRAPH, list[str]()
    for line in (*lines, ""):
        is_point = line.startswith(POINT)
        if texts and (not line or is_point != (kind == PartKind.POINTS)):
            yield Part(kind=kind, texts=tuple(texts))
            texts = []
        kind = PartKind.POINTS if is_point else PartKind.PARAGRAPH
        words = line.removeprefix(POINT).strip() if is_point else line
        if words:
            texts.append(words)


def shipped_leaflet() -> str:
    """The text that a practice starts with, in AcuDesk's own words."""
    shortest, longest = USUAL_MINUTES
    fewest, most = USUAL_PLANNED
    return "\n\n".join(
        (
            _chapter(
                HEADING + tr("Tell us before we start"),
                POINT + tr("You bleed easily, or you take blood thinners."),
                POINT + tr("You have a pacemaker or another implant."),
                POINT + tr("You are pregnant, or you may be."),
                POINT + tr("You have had a fit, or you have fainted from needles."),
                POINT + tr("You are ill, or your skin is sore or broken."),
                "",
                tr("Tell us again each time something changes, also with your medicines."),
            ),
            _chapter(
                HEADING + tr("What happens"),
                tr(
                    "First we ask about your health. Your answers keep you safe, so please take "
                    "your time. Then you lie down or sit, so that you are at ease. Thin needles "
                    "are put through the skin. They are sterile, and each one is used only once. "
                    "They stay in for a while, and you rest. One session takes about {shortest} "
                    "to {longest} minutes.",
                    shortest=shortest,
                    longest=longest,
                ),
            ),
            _chapter(
                HEADING + tr("How many sessions"),
                tr(
                    "People often plan {fewest} to {most} sessions, one or two a week. On the way "
                    "we look back with you. Is the pain less? Can you do more? If nothing has "
                    "changed, we tell you so, and we talk about what else you can try.",
                    fewest=fewest,
                    most=most,
                ),
            ),
            _chapter(
                HEADING + tr("What you may feel"),
                POINT + tr("Tingling, warmth or a dull, heavy feeling where a needle is."),
                POINT + tr("A short prick when a needle goes in."),
                POINT + tr("Calm or sleepy afterwards. If so, do not drive until it has passed."),
                "",
                tr("Please speak up if a needle hurts. We can change it or take it out."),
            ),
            _chapter(
                HEADING + tr("Mild side effects"),
                tr("These can happen. Most of the time they are mild and go away by themselves."),
                POINT + tr("A drop of blood or a small bruise."),
                POINT + tr("Soreness where a needle was."),
                POINT + tr("Feeling tired, dizzy or a little sick."),
                POINT + tr("More pain than before, for a short time."),
                "",
                tr("Tell us at your next visit, even if it was small."),
            ),
            _chapter(
                HEADING + tr("When to call us"),
                POINT + tr("A side effect lasts for days or gets worse."),
                POINT + tr("Your pain gets worse and stays that way."),
                POINT + tr("You find a needle that was left in."),
                POINT + tr("You are not sure about something."),
            ),
            _chapter(
                URGENT + tr("When to get medical help at once"),
                tr(
                    "Call the emergency number or go to the nearest hospital. Say that you have "
                    "had acupuncture. Do not wait for us to call you back."
                ),
                POINT
                + tr(
                    "You are short of breath, or your chest hurts. Needles near the chest, the "
                    "upper back or the shoulder can, rarely, harm a lung."
                ),
                POINT + tr("You faint, or you feel faint and it does not pass."),
                POINT + tr("The skin gets red, hot or sore and this spreads, or you have a fever."),
                POINT
                + tr(
                    "You cannot hold or pass water, or you lose control of your bowels. You feel "
                    "numb between your legs. A leg gets weak."
                ),
            ),
            _chapter(
                HEADING + tr("Your other care"),
                tr(
                    "Acupuncture goes with your other care. It does not take its place. Go on "
                    "taking your medicines, and ask your doctor before you change any of them. "
                    "Keep moving as well as you can. We cannot promise that acupuncture will help "
                    "you."
                ),
            ),
            _chapter(
                HEADING + tr("You decide"),
                tr(
                    "You can ask us anything. You can say no to any part, and you can stop at any "
                    "time. You do not have to tell us why."
                ),
            ),
        )
    )


def _chapter(*lines: str) -> str:
    return "\n".join(lines)
