"""What the practitioner does at the end of a session, and with one that was signed."""

import uuid
from collections.abc import Iterator
from dataclasses import replace

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import confirmed
from acudesk.domain.screening import Override
from acudesk.domain.sealing import (
    SEAL_VERSION,
    Addendum,
    EnteredInError,
    Signature,
    canonical,
    is_seal_of,
    seal_of,
)
from acudesk.domain.session import Session, SessionKind, SessionState, is_empty
from acudesk.services.drafts import Drafts, draft, release_visit, touched
from acudesk.services.safety import Safety, stop_words
from acudesk.translation import ntr, tr

SEALED = (
    "uid",
    "kind",
    "took_place",
    "at",
    "utc_offset",
    "entered_at",
    "minutes",
    "scores",
    "due",
    "side_effects_asked",
    "since_asked",
    "side_effects",
    "follow_ups",
    "points",
    "treatment",
    "marks",
    "overrides",
    "answers",
    "notes",
)
"""What a seal of version 1 covers. Never edited: another version seals otherwise."""
COUNT_RULE = "needle_count"
COUNTED = ("needles_out", "count_reason")


class Signing:
    """Sign sessions, correct them by addenda, and check their seals."""

    def __init__(self, work: UnitOfWork, clock: Clock, drafts: Drafts, safety: Safety) -> None:
        self._work = work
        self._clock = clock
        self._drafts = drafts
        self._safety = safety

    def hindrances(self, session_id: int) -> tuple[DomainError, ...]:
        """Why a draft cannot be signed as it is, each with the field that settles it."""
        return tuple(self._hindrances(self._work.sessions.get(session_id)))

    def sign_session(self, session_id: int, *, emergency: str = "") -> Changes:
        """Seal a whole session; from then on it is read, never changed.

        Raises DomainError for the first of its hindrances. In an emergency a written reason
        overrides the count of needles; it stays in the record.
        """
        with self._work as work:
            session = draft(work.sessions.get(session_id))
            override = None
            for hindrance in self._hindrances(session):
                if not (emergency.strip() and hindrance.field in COUNTED):
                    raise hindrance
                override = Override(
                    rule=COUNT_RULE,
                    words=hindrance.text,
                    reason=emergency,
                    at=self._clock.now(),
                )
                work.sessions.keep_overrides(session_id, (*session.overrides, override))
                session = work.sessions.get(session_id)
            patient = work.patients.get(session.patient_id)
            signature = Signature(
                signed_at=self._clock.now(),
                who=work.practice.get().practitioner,
                patient_uid=patient.uid,
                version=SEAL_VERSION,
                seal="",
            )
            seal = seal_of(sealed_text(session, signature), work.seals.key())
            work.seals.sign(session_id, replace(signature, seal=seal))
            after = {"seal": seal, "emergency": emergency.strip()} if override else {"seal": seal}
            work.audit.add("sign", "session", session.uid, after=after)
            work.after_commit(lambda: self._drafts.forget(session_id))
        return touched(session)

    def add_addendum(self, session_id: int, *, reason: str, text: str) -> Changes:
        """Correct a signed session: the addendum stands beside the original, with its date."""
        with self._work as work:
            session = _signed(work.sessions.get(session_id))
            addendum = Addendum(
                uid=uuid.uuid4().hex,
                written_at=self._clock.now(),
                who=work.practice.get().practitioner,
                reason=reason,
                text=text,
            )
            seal = seal_of(addendum_text(session, addendum), work.seals.key())
            work.seals.add_addendum(session_id, replace(addendum, seal=seal))
            work.audit.add(
                "addendum", "session", session.uid, after={"reason": addendum.reason, "seal": seal}
            )
        return touched(session)

    def mark_entered_in_error(self, session_id: int, reason: str) -> Changes:
        """Let a signed session count no longer; it stays readable, struck through."""
        with self._work as work:
            session = _signed(work.sessions.get(session_id))
            if session.error is not None:
                raise DomainError(tr("This session is marked as entered in error already."))
            mark = EnteredInError(
                marked_at=self._clock.now(),
                who=work.practice.get().practitioner,
                reason=reason,
            )
            work.seals.mark_error(session_id, mark)
            release_visit(work, session_id)
            work.patients.saw(session.patient_id)
            work.audit.add(
                "entered_in_error", "session", session.uid, after={"reason": mark.reason}
            )
        return touched(session)

    def is_untouched(self, session_id: int) -> bool:
        """Whether a signed session and its addenda are as they were sealed, and stand with the
        patient for whom it was signed; raises DomainError for a draft."""
        session = self._work.sessions.get(session_id)
        if session.signature is None:
            _signed(session)
        return self._holds(session)

    def seal_holds(self, session: Session) -> bool:
        """Like `is_untouched`, for a session that was read already; a draft has no seal."""
        return (session.is_draft and session.signature is None) or self._holds(session)

    def _holds(self, session: Session) -> bool:
        if not is_untouched(session, self._work.seals.key()) or session.signature is None:
            return False
        signature = session.signature
        return signature.patient_uid in self._work.merges.same_person(
            session.patient_id, signature.signed_at
        )

    def _hindrances(self, session: Session) -> Iterator[DomainError]:
        yield from hindrances(session)
        yield from map(stop_words, self._safety.open_stops(session))


def hindrances(session: Session) -> Iterator[DomainError]:
    """Why a draft cannot be signed as it is; the needles are counted where any went in."""
    if session.kind != SessionKind.VISIT:
        yield DomainError(tr("An entry between visits is not signed."))
    if is_empty(session):
        yield DomainError(tr("Nothing is recorded in this session yet."))
    waiting = len(session.points) - len(confirmed(session.points))
    if waiting:
        yield DomainError(
            ntr(
                "{n} point from last time is not confirmed. Confirm it or take it out.",
                "{n} points from last time are not confirmed. Confirm them or take them out.",
                waiting,
            ),
            field="points",
        )
    put_in, out = session.needles_in, session.treatment.needles_out
    if not put_in and not out:
        return
    if out is None:
        yield DomainError(
            ntr(
                "{n} needle went in. Please count it out before you sign.",
                "{n} needles went in. Please count them out before you sign.",
                put_in,
            ),
            field="needles_out",
        )
    elif out != put_in and not session.treatment.count_reason:
        yield DomainError(
            tr(
                "{into} in, {out} out: the count does not match. Look for the needle; if it "
                "cannot be settled, write why, and the reason stays in the record.",
                into=put_in,
                out=out,
            ),
            field="count_reason",
        )


def sealed_text(session: Session, signature: Signature) -> str:
    """What a signature seals, as one canonical text."""
    return canonical(
        {
            "version": signature.version,
            "patient": signature.patient_uid,
            "signed_at": signature.signed_at,
            "who": signature.who,
            **{name: getattr(session, name) for name in SEALED},
        }
    )


def addendum_text(session: Session, addendum: Addendum) -> str:
    """What the seal of an addendum covers."""
    return canonical(
        {
            "session": session.uid,
            "uid": addendum.uid,
            "written_at": addendum.written_at,
            "who": addendum.who,
            "reason": addendum.reason,
            "text": addendum.text,
        }
    )


def is_untouched(session: Session, key: bytes) -> bool:
    """Whether a signed session and its addenda are as they were sealed with that key."""
    signature = session.signature
    if signature is None or session.is_draft:
        return False
    if not is_seal_of(signature.seal, sealed_text(session, signature), key):
        return False
    return all(
        is_seal_of(addendum.seal, addendum_text(session, addendum), key)
        for addendum in session.addenda
    )


def _signed(session: Session) -> Session:
    if session.state != SessionState.SIGNED:
        raise DomainError(tr("This session is still a draft: simply change it."))
    return session
