"""QuestionnaireResponse: what a patient answered to a questionnaire, and to a screening.

The texts of questionnaires are not given away: the numbers of their items are.
"""

from collections.abc import Iterator

from acudesk.domain.clock import utc_text
from acudesk.domain.errors import DomainError
from acudesk.domain.questionnaires import TICKED, Answers
from acudesk.domain.screening import Answer, Screening, ScreeningAnswer
from acudesk.domain.session import Session
from acudesk.reports.fhir.codes import OWN, Json, coding, filled
from acudesk.reports.fhir.extensions import extension
from acudesk.reports.fhir.links import parse_uid, part_uid, reference, uid_text
from acudesk.reports.fhir.nodes import Node, kind_from, missing
from acudesk.reports.fhir.record import ScreeningRecord
from acudesk.reports.fhir.session import state_of, when
from acudesk.translation import tr

QUESTIONNAIRE = OWN + "questionnaire:"
SCREENING = QUESTIONNAIRE + "screening"
ANSWER = OWN + "answer"
TICK_LISTS = ("rmdq",)
"""Questionnaires of sentences that are ticked or not."""


def answers_resources(session: Session, patient_uid: str) -> Iterator[Json]:
    """The questionnaires that were answered in a session."""
    for answers in session.answers:
        done = "completed" if answers.finished else "in-progress"
        yield filled(
            resourceType="QuestionnaireResponse",
            id=uid_text(part_uid(session.uid, f"answers/{answers.questionnaire}")),
            extension=extension("finished", answers.finished or None),
            questionnaire=QUESTIONNAIRE + answers.questionnaire,
            status=state_of(session, draft=done, signed=done),
            subject=reference(patient_uid),
            encounter=reference(session.uid),
            authored=when(session),
            item=[
                {"linkId": item, "answer": [_given(answers.questionnaire, value)]}
                for item, value in answers.given
            ],
        )


def answers_from(node: Node) -> Answers:
    """The answers to a questionnaire."""
    given = []
    for item in node.nodes("item"):
        answer = item.first("answer")
        if answer is None:
            raise missing("answer")
        ticked = answer.flag("valueBoolean")
        number = answer.whole("valueInteger")
        if ticked is None and number is None:
            raise missing("valueInteger")
        given.append((item.needed("linkId"), TICKED if ticked else str(number)))
    return Answers(
        questionnaire=questionnaire_of(node).removeprefix(QUESTIONNAIRE),
        given=tuple(given),
        finished=node.own("finished") is not None,
    )


def questionnaire_of(node: Node) -> str:
    """Which questionnaire a response is to; raises DomainError for one that is not ours."""
    name = node.needed("questionnaire")
    if not name.startswith(QUESTIONNAIRE):
        raise DomainError(tr("“{text}” is not known here.", text=name[:60]))
    return name


def screening_resource(record: ScreeningRecord, patient_uid: str) -> Json:
    """A screening: each question with its answer."""
    screening = record.screening
    assert screening.at is not None
    return filled(
        resourceType="QuestionnaireResponse",
        id=uid_text(screening.uid),
        extension=extension("decision", screening.decision),
        questionnaire=SCREENING,
        status="completed",
        subject=reference(patient_uid),
        encounter=reference(record.session) if record.session else None,
        authored=utc_text(screening.at),
        item=[
            filled(
                linkId=one.item,
                extension=extension("note", one.note),
                answer=[{"valueCoding": coding(ANSWER, one.answer.value)}],
            )
            for one in screening.answers
        ],
    )


def screening_from(node: Node) -> ScreeningRecord:
    """A screening, and the uid of the session in which it was asked."""
    at = node.moment("authored")
    if at is None:
        raise missing("authored")
    answers = []
    for item in node.nodes("item"):
        answer = item.first("answer")
        given = answer.node("valueCoding") if answer else None
        if given is None:
            raise missing("answer")
        answers.append(
            ScreeningAnswer(
                item=item.needed("linkId"),
                answer=kind_from(Answer, given.needed("code")),
                note=item.own_text("note"),
            )
        )
    screening = Screening(
        uid=parse_uid(node.needed("id")),
        patient_id=0,
        at=at,
        answers=tuple(answers),
        decision=node.own_text("decision"),
    )
    return ScreeningRecord(screening=screening, session=node.uid("encounter"))


def _given(questionnaire: str, value: str) -> Json:
    if questionnaire in TICK_LISTS and value == TICKED:
        return {"valueBoolean": True}
    return {"valueInteger": int(value)}
