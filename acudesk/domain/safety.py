"""What the answers of a patient mean for a prescription: findings that prompt, never decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acudesk.domain.needles import NeedledPoint
from acudesk.domain.safety_rules import Level, Means, SafetyRule
from acudesk.domain.screening import Answer, Override, Screening, ScreeningAnswer
from acudesk.translation import tr

_ORDER = list(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says here.

    `rule` is its code. `about` is the point or the technique, empty for the whole patient; with
    the rule it is what an override holds for. `codes` are the points concerned, `tradition` and
    `evidence` what is known of both. `is_known` is false where the patient could not say: then
    the finding only asks again.
    """

    rule: str
    level: Level
    about: str = ""
    codes: tuple[str, ...] = ()
    words: str
    tradition: str = ""
    evidence: str = ""
    source: str = ""
    is_known: bool = True
    override: Override | None = None

    @property
    def overridden(self) -> bool:
        """Whether the practitioner overrode it with a reason."""
        return self.override is not None

    @property
    def stops(self) -> bool:
        """Whether it keeps a session with needles from being signed."""
        return self.level == Level.STOP and not self.overridden


def evaluate(
    rules: Sequence[SafetyRule],
    screening: Screening | None,
    points: Sequence[NeedledPoint],
    overrides: Sequence[Override] = (),
) -> tuple[Finding, ...]:
    """What the active rules say of a patient and a prescription: stops first, then referrals,
    areas to avoid and cautions, each in the order of the rules.

    Points that are only carried over count too: the warning comes before the needle.
    """
    reasons = {(one.rule, one.about): one for one in overrides}
    answers = {one.item: one for one in screening.answers} if screening else {}
    found = []
    asked_again: set[str] = set()
    for rule in rules:
        given = answers.get(rule.when)
        if not rule.active or (rule.when and (given is None or given.answer == Answer.NO)):
            continue
        concerned = rule.concerned(points)
        if not (concerned or rule.is_of_whole_patient):
            continue
        codes = tuple(dict.fromkeys(point.code for point in concerned))
        if given is not None and given.answer == Answer.UNKNOWN:
            if rule.when not in asked_again:
                asked_again.add(rule.when)
                found.append(_ask_again(rule, codes))
            continue
        found += _findings(rule, given, codes, reasons)
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.level)))


def warnings_by_point(findings: Sequence[Finding]) -> dict[str, str]:
    """What is said of each point, by its code; what was overridden is not said again."""
    said: dict[str, list[str]] = {}
    for finding in findings:
        if not finding.overridden:
            for code in finding.codes:
                said.setdefault(code, []).append(finding.words)
    return {code: "\n".join(words) for code, words in said.items()}


def _findings(
    rule: SafetyRule,
    given: ScreeningAnswer | None,
    codes: tuple[str, ...],
    reasons: dict[tuple[str, str], Override],
) -> Iterator[Finding]:
    if rule.technique != Means.ANY:
        places = [(rule.technique.value, codes)]
    elif rule.level == Level.STOP and codes:
        # One each: a reason given for one point says nothing of the next.
        places = [(code, (code,)) for code in codes]
    else:
        places = [(", ".join(codes), codes)]
    for about, those in places:
        yield Finding(
            rule=rule.code,
            level=rule.level,
            about=about,
            codes=those,
            words=_words(rule, given, those),
            tradition=rule.tradition,
            evidence=rule.evidence,
            source=rule.source,
            override=reasons.get((rule.code, about)) if rule.level == Level.STOP else None,
        )


def _ask_again(rule: SafetyRule, codes: tuple[str, ...]) -> Finding:
    return Finding(
        rule=rule.code,
        level=Level.CAUTION,
        codes=codes,
        words=tr("{name}: not known yet. Please ask again.", name=rule.name),
        source=rule.source,
        is_known=False,
    )


def _words(rule: SafetyRule, given: ScreeningAnswer | None, codes: tuple[str, ...]) -> str:
    name = rule.name
    if given is not None and given.note:
        name = tr("{name} ({note})", name=name, note=" ".join(given.note.split()))
    if codes:
        name = tr("{name}, {points}", name=name, points=", ".join(codes))
    if rule.level == Level.REFER:
        return tr(
            "Refer: {name}. {text} (Prompt, not a diagnosis.)",
            name=name[:1].lower() + name[1:],
            text=rule.text,
        )
    return tr("{name}: {text}", name=name, text=rule.text)


def default_consent_text() -> str:
    """What a patient is told before the first needle, until the practice writes its own.

    It names risks and reactions (Chinese Medicine Council of New South Wales, records), and
    claims no effect. The figures are those of Baeumler 2021, BMJ Open 11:e045961 (21 studies,
    12.9 million treatments): 9.31 % of patients, serious 1.01 per 10,000 patients.
    """
    return "\n\n".join(
        (
            tr(
                "What happens. Thin sterile needles, used once, are put through the skin at "
                "chosen points and stay there for some minutes. They may be turned by hand or "
                "joined to a weak current. Warmth (moxa) or cups may be used beside them. You "
                "are told before each of these."
            ),
            tr(
                "What is usual. Tingling, warmth, heaviness or a short pain at a needle; being "
                "relaxed or tired afterwards. If you feel drowsy or dizzy, please do not drive "
                "until it has passed."
            ),
            tr(
                "What can go wrong. About 9 of 100 patients notice something unwanted in a "
                "series of treatments, mostly a drop of blood, a bruise, pain or redness at a "
                "needle. Less often people feel faint or sick, or their complaint is worse for "
                "a while. Needles can get stuck, break or be overlooked; moxa and cups can burn "
                "the skin or mark it."
            ),
            tr(
                "What is rare. A serious event such as an injured lung or organ, or an "
                "infection, is reported in about 1 of 10,000 patients. Call a doctor at once "
                "for breathlessness or pain in the chest after treatment."
            ),
            tr(
                "What we need to know. Please say if you bleed easily, take blood thinners, have "
                "a pacemaker or another implant, epilepsy or an infection, or are or may be "
                "pregnant, and whenever any of this changes."
            ),
            tr(
                "Your right. You can ask anything, say no to any part, and stop at any time "
                "without giving a reason. Acupuncture does not replace a doctor's examination "
                "or treatment."
            ),
            tr("I have read or been told this, my questions were answered, and I agree."),
        )
    )
