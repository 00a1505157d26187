"""The line in which points are typed: what is understood is taken, the rest stays there."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.point_library import PointLibrary
from acudesk.domain.point_mention import Mention
from acudesk.domain.point_sets import PointSet
from acudesk.domain.prescription import with_mention, with_set
from acudesk.domain.text import folded
from acudesk.domain.typed_points import Latest, is_whole, sets_by_shorthand, take
from acudesk.translation import tr
from acudesk.ui.widgets.parts import announce, label, restyled
from acudesk.ui.widgets.point_suggestions import Offer, PointSuggestions

LONGEST = 2_000
_PARTING = (Qt.Key.Key_Comma, Qt.Key.Key_Semicolon)
_ENTERING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_STILL_HERE = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class PointLine(QWidget):
    """`given` carries the prescription after what was typed or picked.

    In the empty line Enter goes on (`left`), Backspace marks the last point (`marked`) and then
    removes it (`removed`), and the arrow back walks to the chips (`walked`).
    """

    given = Signal(object)
    left = Signal()
    marked = Signal(bool)
    removed = Signal()
    walked = Signal()

    def __init__(self, library: PointLibrary) -> None:
        super().__init__()
        self._library = library
        self._points: tuple[NeedledPoint, ...] = ()
        self._sets: tuple[PointSet, ...] = ()
        self._latest: Latest | None = None
        self._choices: tuple[Mention, ...] = ()
        self._length = 0
        self._mark = False
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Points"))
        self.field.setPlaceholderText(tr("bl23 l, GV3-6, zusanli, one ashi"))
        self.field.setMaxLength(LONGEST)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._edited)
        self.field.textChanged.connect(
            lambda text: self.field.setProperty("unfinished", bool(text.strip()))
        )
        self.suggestions = PointSuggestions(self.field)
        self.suggestions.picked.connect(self._pick)
        self._trouble = label("", "error", wrap=True)
        self._trouble.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.field)
        box.addWidget(self._trouble)
        self.setFocusProxy(self.field)

    @property
    def told(self) -> str:
        """The sentence below the line."""
        return self._trouble.text()

    @property
    def unkept(self) -> list[str]:
        """Why what stands in the line is no point yet."""
        text = self.field.text().strip()
        return [self.told or tr("Points: “{text}” is not taken yet.", text=text)] if text else []

    def read_into(self, points: tuple[NeedledPoint, ...], sets: tuple[PointSet, ...]) -> None:
        """Know the prescription that is added to, and the named sets."""
        if points != self._points:
            self._points, self._latest = points, None
        self._sets = sets

    def type_on(self, text: str) -> None:
        """Go on with what was typed elsewhere."""
        self.focus()
        self.field.insert(text)
        self._edited(self.field.text())

    def focus(self) -> None:
        """Go to the line."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Take what is typed as far as it is understood."""
        if self.field.text().strip():
            self._take(self.field.text())

    def empty(self) -> None:
        """Drop what is typed."""
        self._latest = None
        self._retype("")

    def say(self, text: str, *, wrong: bool = True) -> None:
        """Tell something below the line."""
        restyled(self.field, "wrong", bool(text) and wrong)
        restyled(self._trouble, "role", "error" if wrong else "hint")
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
        if text:
            self.announce(text)

    def announce(self, text: str) -> None:
        """Tell a screen reader, which sees no chip appear."""
        announce(self.field, text)

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._pressed(event)
            if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
                self.suggestions.close_up()
                self._set_mark(False)
                if event.reason() not in _STILL_HERE:
                    self.flush()
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & _COMMANDS:
            return False
        empty = not self.field.text()
        if key == Qt.Key.Key_Backspace and empty:
            self._take_back()
            return True
        self._set_mark(False)
        back = Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left
        if key == back and empty:
            self.walked.emit()
        elif key in _ENTERING:
            self._entered()
        elif key == Qt.Key.Key_Escape and self.suggestions.isVisible():
            self.suggestions.close_up()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key in (*_PARTING, Qt.Key.Key_Space):
            return self._parted(key)
        else:
            return False
        return True

    def _entered(self) -> None:
        offer = self.suggestions.highlighted
        if offer is not None:
            self._pick(offer)
        elif self.field.text().strip():
            self._take(self.field.text(), help_on=True)
        else:
            self._retype("")
            self.left.emit()

    def _parted(self, key: Qt.Key) -> bool:
        """A comma ends what is typed, a space only what is understood as a whole."""
        text = self.field.text()
        if self.field.cursorPosition() < len(text):
            return False
        if not text.strip():
            return True
        sets = sets_by_shorthand(self._sets)
        if key == Qt.Key.Key_Space and not is_whole(
            self._library, text, sets=sets, latest=self._latest
        ):
            return False
        self._take(text)
        return True

    def _walk(self, step: int) -> None:
        if not self.suggestions.isVisible():
            self._suggest()
        if self.suggestions.isVisible():
            self.suggestions.walk(step)

    def _take_back(self) -> None:
        if not self._points:
            return
        if self._mark:
            self._set_mark(False)
            self.removed.emit()
        else:
            self._set_mark(True)
            self.announce(tr("{code}: once more removes it", code=self._points[-1].code))

    def _set_mark(self, on: bool) -> None:
        if on != self._mark:
            self._mark = on
            self.marked.emit(on)

    # What is typed

    def _edited(self, text: str) -> None:
        grown, self._length = len(text) - self._length, len(text)
        self._choices = ()
        self.say("")
        if grown > 2 and len(self._library.parse(text)) > 1:
            self._take(text)  # several points were pasted
        else:
            self._suggest()

    def _take(self, text: str, *, help_on: bool = False) -> None:
        """Make points of a text; what is not understood stays, with the reason below it."""
        before = self._points
        sets = sets_by_shorthand(self._sets)
        try:
            taken = take(self._library, before, text, sets=sets, latest=self._latest)
        except DomainError as error:
            self.say(error.text)
            return
        untouched = taken.points == before
        if taken.left:
            stays = ", ".join(one.text.strip() for one in taken.left)
            self._retype(text.strip() if untouched else stays)
        else:
            self._retype("")
        if not untouched:
            self._give(taken.points, taken.latest)
        elif not taken.left:
            self._latest = taken.latest
            self.say(tr("{points}: already there.", points=text.strip()), wrong=False)
        self._choices = tuple(one for one in taken.left if one.candidates)
        if taken.left:
            self.say("\n".join(dict.fromkeys(one.sentence for one in taken.left[:3])))
            if help_on or self._choices:
                self._help(taken.left)

    def _give(self, points: tuple[NeedledPoint, ...], latest: Latest | None) -> None:
        before, self._points, self._latest = self._points, points, latest
        new = ", ".join(one.code for one in points if one not in before)
        self.announce(tr("Added: {codes}", codes=new))
        self.given.emit(points)

    def _retype(self, text: str) -> None:
        """Put a text into the line, as nobody typed it."""
        if text != self.field.text():
            self.field.setText(text)
        self._length = len(text)
        self._choices = ()
        self.suggestions.close_up()
        self.say("")

    # What is offered

    def _suggest(self) -> None:
        """Offer what the end of the text may become; without a text, the sets."""
        text = self.field.text()
        if self._choices:
            self._offer_choices()
            return
        typed = folded(text.strip())
        sets = [
            Offer(named=one)
            for one in self._sets
            if any(folded(name).startswith(typed) for name in (one.shorthand, one.name) if name)
        ]
        start = self._fragment(text)
        points = self._library.complete(text[start:]) if start >= 0 else ()
        self.suggestions.offer([*sets, *(Offer(point=one) for one in points)])

    def _fragment(self, text: str) -> int:
        """Where the end of a text begins that may become a point; -1 where there is none."""
        behind_comma = max(text.rfind(char) for char in ",;") + 1
        behind_space = text.rstrip().rfind(" ") + 1
        for start in (behind_comma, max(behind_comma, behind_space)):
            if self._library.complete(text[start:]):
                return start
        return -1

    def _help(self, left: Sequence[Mention]) -> None:
        """Offer what may be meant, the likeliest highlighted."""
        first = left[0]
        if self._choices:
            self._offer_choices()
        elif first.near:
            self._offer([Offer(point=point, of=first) for point in first.near])
        else:
            self._suggest()
        if self.suggestions.isVisible():
            self.suggestions.walk(1)

    def _offer_choices(self) -> None:
        first = self._choices[0]
        self._offer([Offer(point=point, of=first) for point in first.candidates])

    def _offer(self, offers: Sequence[Offer]) -> None:
        # On its way out of the field nobody chooses.
        if self.field.hasFocus():
            self.suggestions.offer(offers)

    def _pick(self, offer: Offer) -> None:
        """Take an offer in place of the text that it was made for."""
        text = self.field.text()
        self.suggestions.close_up()
        if offer.named:
            self.add_set(offer.named)
        elif offer.of and offer.point:
            self._settle(offer.of, offer)
        elif offer.point:
            self._take(f"{text[: max(self._fragment(text), 0)]}{offer.point.code}")
        self.focus()

    def add_set(self, named: PointSet) -> None:
        """Add the points of a set."""
        try:
            points = with_set(self._points, named.points)
        except DomainError as error:
            self.say(error.text)
            return
        self._retype("")
        if points == self._points:
            self.say(tr("{points}: already there.", points=named.name), wrong=False)
        else:
            self._give(points, None)

    def _settle(self, mention: Mention, offer: Offer) -> None:
        """A choice was made, or a slip put right; the rest of the text is read again."""
        text = self.field.text()
        at = text.find(mention.text)
        rest = text[:at] + text[at + len(mention.text) :] if at >= 0 else ""
        try:
            points = with_mention(self._points, mention, offer.point)
        except DomainError as error:
            self.say(error.text)
            return
        assert offer.point is not None
        latest = Latest(text=offer.point.code, before=self._points)
        self._retype(rest.strip(" ,;"))
        self._give(points, latest)
        if rest.strip(" ,;"):
            self._take(rest.strip(" ,;"))
