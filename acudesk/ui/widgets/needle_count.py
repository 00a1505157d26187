"""Needles in and needles out: one tap where the count matches, words where it does not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from acudesk.domain.treatment import NOTHING, Treatment
from acudesk.translation import ntr, tr
from acudesk.ui.widgets.alert_line import AlertLine
from acudesk.ui.widgets.parts import button, label
from acudesk.ui.widgets.treatment_parts import (
    LONG,
    ReasonLine,
    number_line,
    text_line,
    titled,
    whole_number,
)


class NeedleCount(QWidget):
    """`in_given` carries a count by hand, None for that of the points; `out_given` the count of
    those taken out, None for not counted; `reason_given` why they differ."""

    in_given = Signal(object)
    out_given = Signal(object)
    reason_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._from_points = 0
        self._treatment = NOTHING
        self._is_draft = True
        self.into = number_line(
            tr("Needles in"), lambda text: Treatment(needles_in=whole_number(text)), width=52
        )
        self.out = number_line(
            tr("Needles out"), lambda text: Treatment(needles_out=whole_number(text)), width=52
        )
        self.all_out = button("")
        self._source = label("", "hint")
        self._state = label("", "hint")
        self._alert = AlertLine()
        self.reason = text_line(
            tr("Why the needle count differs"),
            limit=LONG,
            hint=tr("Found under the pillow; miscounted; …"),
        )
        self._reason_box = titled(tr("Why the needle count differs"), self.reason)
        self._trouble = ReasonLine(self.into, self.out, self.reason)
        self.into.given.connect(self._in_typed)
        self.out.given.connect(self._out_typed)
        self.all_out.clicked.connect(self._all_are_out)
        self.reason.given.connect(self.reason_given)
        self.setFocusProxy(self.all_out)
        self._build()
        self._paint()

    @property
    def alert(self) -> str:
        """What is said because the count does not match, or an empty text."""
        return self._alert.text

    def show_count(
        self,
        from_points: int,
        treatment: Treatment,
        *,
        fresh: bool = False,
        is_draft: bool = True,
    ) -> None:
        """Show what is stored; `from_points` is how many needles the points mean.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        self._from_points, self._treatment, self._is_draft = from_points, treatment, is_draft
        self.into.show_text(_text(treatment.needles_in), fresh=fresh)
        self.out.show_text(_text(treatment.needles_out), fresh=fresh)
        self.reason.show_text(treatment.count_reason, fresh=fresh)
        for field in (self.into, self.out, self.reason):
            field.setReadOnly(not is_draft)
        self._trouble.refresh()
        self._paint()

    def flush(self) -> None:
        """Give what is still being typed."""
        for field in (self.into, self.out, self.reason):
            field.flush()

    def unkept(self) -> list[str]:
        """Why what stands in a field is not kept."""
        return self._trouble.reasons

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(tr("Needles in = needles out"), "label"))
        head.addStretch(1)
        head.addWidget(self._state)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(label(tr("In"), "muted"))
        line.addWidget(self.into)
        line.addWidget(self._source)
        line.addStretch(1)
        line.addWidget(self.all_out)
        line.addSpacing(6)
        line.addWidget(label(tr("Out"), "muted"))
        line.addWidget(self.out)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        box.addLayout(line)
        box.addWidget(self._trouble)
        box.addWidget(self._alert)
        box.addWidget(self._reason_box)
        for one, other in ((self.into, self.all_out), (self.all_out, self.out)):
            QWidget.setTabOrder(one, other)

    @property
    def _put_in(self) -> int:
        by_hand = self._treatment.needles_in
        return self._from_points if by_hand is None else by_hand

    def _in_typed(self, text: str) -> None:
        count = whole_number(text) if text else None
        self._keep(count, self._treatment.needles_out)
        self.in_given.emit(count)

    def _out_typed(self, text: str) -> None:
        count = whole_number(text) if text else None
        self._keep(self._treatment.needles_in, count)
        self.out_given.emit(count)

    def _all_are_out(self) -> None:
        # A number that is just being typed comes first: "all" is all of those.
        self.into.flush()
        if self.into.trouble:
            return
        self.out.show_text(_text(self._put_in), fresh=True)
        self._trouble.refresh()
        self._keep(self._treatment.needles_in, self._put_in)
        self.out_given.emit(self._put_in)

    def _keep(self, put_in: int | None, out: int | None) -> None:
        reason = self._treatment.count_reason
        self._treatment = Treatment(needles_in=put_in, needles_out=out, count_reason=reason)
        self._paint()

    def _paint(self) -> None:
        put_in, out = self._put_in, self._treatment.needles_out
        self.into.setPlaceholderText(str(self._from_points))
        if self._treatment.needles_in is None:
            self._source.setText(tr("from the points"))
        else:
            self._source.setText(tr("by hand; the points say {n}", n=self._from_points))
        self.all_out.setText(ntr("All {n} out", "All {n} out", put_in))
        self.all_out.setVisible(self._is_draft and put_in > 0 and out != put_in)
        differs = out is not None and out != put_in
        self._reason_box.setVisible(differs or bool(self.reason.text()))
        if out is None:
            self._state.setText(tr("not counted yet") if put_in else tr("no needles yet"))
        else:
            self._state.setText(tr("{into} in, {out} out", into=put_in, out=out))
        self._alert.say(difference_words(put_in, out) if out is not None else "")
        self.into.setAccessibleDescription(
            self.into.trouble or tr("{n} {source}", n=put_in, source=self._source.text())
        )
        self.all_out.setAccessibleDescription(self._state.text())


def difference_words(put_in: int, out: int) -> str:
    """What to do where the counts differ, empty where they match."""
    if out < put_in:
        return ntr(
            "{into} in, {out} out: look for the needle",
            "{into} in, {out} out: look for {n} needles",
            put_in - out,
            into=put_in,
            out=out,
        )
    if out > put_in:
        return tr("{into} in, {out} out: count again", into=put_in, out=out)
    return ""


def _text(count: int | None) -> str:
    return "" if count is None else str(count)
