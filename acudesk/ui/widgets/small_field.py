"""A one-line field for a short answer, saved after a pause and when it is left."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from acudesk.domain.errors import DomainError
from acudesk.translation import tr
from acudesk.ui.widgets.parts import restyled
from acudesk.ui.widgets.typing_pause import EnterKey, TypingPause


class SmallField(QLineEdit):
    """`given` carries a text that `check` accepted; `refused` the reason where it did not."""

    given = Signal(str)
    refused = Signal(str)
    left = Signal()

    def __init__(self, name: str, check: Callable[[str], object], *, width: int) -> None:
        super().__init__()
        self._check = check
        self._kept = ""
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedWidth(width)
        self.setMaxLength(20)
        self._trouble = ""
        self._pause = TypingPause(self)
        self._pause.over.connect(self.flush)
        self.textEdited.connect(self._pause.start)
        self.editingFinished.connect(self.flush)
        enter = EnterKey(self)
        enter.pressed.connect(self.flush)
        enter.pressed.connect(self.left)

    @property
    def trouble(self) -> str:
        """Why what stands in the field is not kept, or an empty text."""
        return self._trouble

    def show_text(self, text: str, *, fresh: bool = False) -> None:
        """Show what is stored, unless something newer is being typed, or was refused.

        `fresh` says that another session is shown: then nothing of the one before stays.
        """
        self._kept = text
        typing = self.hasFocus() or self._pause.is_running
        if fresh or not (typing or self._trouble):
            self._pause.stop()
            self.setText(text)
            self._say("")

    def flush(self) -> None:
        """Give what was typed, if it is accepted."""
        self._pause.stop()
        text = self.text().strip()
        if text == self._kept:
            self._say("")
            return
        try:
            if text:
                self._check(text)
        except DomainError as error:
            self._say(error.text)
            self.refused.emit(error.text)
            return
        self._say("")
        self._kept = text
        self.given.emit(text)

    def _say(self, trouble: str) -> None:
        self._trouble = trouble
        restyled(self, "wrong", bool(trouble))
        self.setAccessibleDescription(tr("Not saved. {reason}", reason=trouble) if trouble else "")
