"""Since last time: what became of the side effects that were open, and what is new."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from acudesk.domain.session import Session
from acudesk.domain.side_effects import (
    FollowUp,
    Noticed,
    SideEffect,
    SideEffectKind,
    kind_name,
    severity_name,
)
from acudesk.domain.wording import short_date
from acudesk.translation import tr
from acudesk.ui.widgets.choice_field import ChoiceField
from acudesk.ui.widgets.parts import label
from acudesk.ui.widgets.side_effect_details import day_text, gone_field, gone_on
from acudesk.ui.widgets.side_effects_field import SideEffectsField
from acudesk.ui.widgets.treatment_parts import ReasonLine, in_one_row, tab_before
from acudesk.ui.widgets.typing_pause import EnterKey

Key = tuple[str, SideEffectKind, Noticed]
OpenEffect = tuple[Session, SideEffect]
"""A side effect that was open when the visit began, with the session in which it was noted."""


class OpenEffectRow(QWidget):
    """One side effect of an earlier session: gone, since when, or still there."""

    changed = Signal()
    left = Signal()

    def __init__(self, session: Session, effect: SideEffect) -> None:
        super().__init__()
        self.key: Key = (session.uid, effect.kind, effect.noticed)
        words = effect_words(session, effect)
        self._note = ""
        title = label(words, "muted", wrap=True)
        self.answer = ChoiceField(
            words, ((True, tr("gone")), (False, tr("still there"))), optional=True
        )
        self.answer.chosen.connect(self._answered)
        for part in self.answer.parts:
            EnterKey(part).pressed.connect(self.left)
        self.day = gone_field(tr("{effect}: gone on", effect=words))
        self.day.given.connect(lambda _: self.changed.emit())
        self.day.left.connect(self.left)
        self._reason = ReasonLine(self.day)
        self._since = label(tr("on"), "hint")
        self._day_box = QWidget()
        day_line = QHBoxLayout(self._day_box)
        day_line.setContentsMargins(0, 0, 0, 0)
        day_line.setSpacing(6)
        day_line.addWidget(self._since)
        day_line.addWidget(self.day)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(title, 1)
        line.addWidget(in_one_row(self.answer))
        line.addWidget(self._day_box)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(line)
        box.addWidget(self._reason)
        self._paint()

    @property
    def follow_up(self) -> FollowUp | None:
        """What became of it, None while nobody said."""
        gone = self.answer.value
        if gone is None:
            return None
        about, kind, noticed = self.key
        day = gone_on(self.day.text()) if gone and not self.day.trouble else None
        return FollowUp(
            about=about,
            kind=kind,
            noticed=noticed,
            gone=bool(gone),
            resolved_on=day,
            note=self._note,
        )

    @property
    def unkept(self) -> list[str]:
        """Why what stands in the field is not kept."""
        return self._reason.reasons

    def show_follow_up(self, found: FollowUp | None, *, fresh: bool) -> None:
        """Show what is stored."""
        self.answer.choose(None if found is None else found.gone)
        self._note = "" if found is None else found.note
        self.day.show_text(day_text(None if found is None else found.resolved_on), fresh=fresh)
        self._paint()

    def flush(self) -> None:
        """Give what was typed."""
        self.day.flush()

    def _answered(self) -> None:
        if self.answer.value is not True:
            self.day.show_text("", fresh=True)
        self._paint()
        self.changed.emit()

    def _paint(self) -> None:
        self._day_box.setVisible(self.answer.value is True)
        self._reason.refresh()


class SinceLastTime(QWidget):
    """`changed` says that `asked` and `effects` are new, `followed_up` carries what became of
    the side effects that were open. One chip answers both where nothing happened."""

    changed = Signal()
    followed_up = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.new = SideEffectsField(Noticed.SINCE)
        self.none = self.new.none
        self._lines: dict[Key, OpenEffectRow] = {}
        self._others: tuple[FollowUp, ...] = ()
        self._by_chip: set[Key] = set()
        self._title = label(tr("Since last time?"), "label")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.new.changed.connect(self.changed)
        self.new.left.connect(self.left)
        self.none.clicked.connect(self._answered_all)
        self.setFocusProxy(self.none)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self._title)
        box.addLayout(self._rows)
        box.addWidget(self.new)
        self._paint()

    @property
    def asked(self) -> bool:
        """Whether it was asked what is new."""
        return self.new.asked

    @property
    def effects(self) -> tuple[SideEffect, ...]:
        """What is new since last time."""
        return self.new.effects

    @property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """What became of the side effects that were open, as far as somebody said."""
        said = (line.follow_up for line in self._lines.values())
        return (*self._others, *(one for one in said if one is not None))

    @property
    def lines(self) -> tuple[OpenEffectRow, ...]:
        """The rows of the side effects that were open."""
        return tuple(self._lines.values())

    def show_record(
        self,
        *,
        open_effects: Iterable[OpenEffect],
        follow_ups: Iterable[FollowUp],
        asked: bool,
        effects: tuple[SideEffect, ...],
        fresh: bool = False,
    ) -> None:
        """Show what was open when the visit began, and what is stored of this one.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        found = {(one.about, one.kind, one.noticed): one for one in follow_ups}
        self._show_open(tuple(open_effects), fresh=fresh)
        for key, line in self._lines.items():
            line.show_follow_up(found.pop(key, None), fresh=fresh)
        self._others = tuple(found.values())
        if fresh:
            self._by_chip.clear()
        self.new.show_record(asked=asked, effects=effects, fresh=fresh)
        self._paint()

    def flush(self) -> None:
        """Give what is still being typed."""
        for line in self._lines.values():
            line.flush()
        self.new.flush()

    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        rows = [reason for line in self._lines.values() for reason in line.unkept]
        return [*rows, *self.new.unkept()]

    def _show_open(self, found: tuple[OpenEffect, ...], *, fresh: bool) -> None:
        keys = [(session.uid, effect.kind, effect.noticed) for session, effect in found]
        if keys == list(self._lines) and not fresh:
            return
        for line in self._lines.values():
            line.blockSignals(True)
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines.clear()
        for session, effect in found:
            line = OpenEffectRow(session, effect)
            line.changed.connect(lambda line=line: self._line_changed(line))
            line.left.connect(self.left)
            self._rows.addWidget(line)
            self._lines[line.key] = line
        lines = self._lines.values()
        tab_before(self.none, [s for line in lines for s in (*line.answer.parts, line.day)])

    def _line_changed(self, line: OpenEffectRow) -> None:
        self._by_chip.discard(line.key)
        self._follow()

    def _answered_all(self, on: bool) -> None:
        """The chip also answers for what nobody said anything of, and takes that back."""
        for key, line in self._lines.items():
            if on and line.answer.value is None and not self._some_stay:
                line.answer.choose(True)
                self._by_chip.add(key)
            elif not on and key in self._by_chip:
                line.answer.choose(None)
            else:
                continue
            line.show_follow_up(line.follow_up, fresh=False)
        if not on:
            self._by_chip.clear()
        if self._lines:
            self._follow()

    def _follow(self) -> None:
        self._paint()
        self.followed_up.emit(self.follow_ups)

    @property
    def _some_stay(self) -> bool:
        return any(line.answer.value is False for line in self._lines.values())

    def _paint(self) -> None:
        self._title.setVisible(bool(self._lines))
        answers = [line.answer.value for line in self._lines.values()]
        stay = self._some_stay
        text = tr("Nothing new, all gone") if answers and not stay else tr("Nothing new")
        title = tr("New since last time") if answers else tr("Since last time?")
        self.new.name_none(title, text, settled=stay or None not in answers)


def effect_words(session: Session, effect: SideEffect) -> str:
    """A side effect of an earlier session in one line: what, how bad, and when."""
    what = kind_name(effect.kind)
    if effect.severity is not None:
        what = f"{what}, {severity_name(effect.severity)}"
    if effect.note:
        what = f"{what} ({effect.note})"
    day = short_date(session.took_place, date.today())
    if session.number is None:
        return f"{what} · {day}"
    return tr("{what} · session {n}, {day}", what=what, n=session.number, day=day)
