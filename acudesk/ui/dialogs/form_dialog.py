"""What the dialogs share: cards that scroll, buttons that stay, and nothing typed is lost."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.translation import tr
from acudesk.ui.task_runner import Job, TaskRunner
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.form import Form
from acudesk.ui.widgets.parts import FittingLabel, button, card, label

WIDTH = 760
SPARE = 20
"""Kept free for a reason under a field, so that the cards need not scroll."""
ROOM = 40
"""What stays free of the screen around a dialog, in logical pixels."""


class FormDialog(QDialog):
    """A dialog that writes once; `saved` carries the Changes when they are on the disk.

    A refusal stands at its field, and everything typed stays. Enter goes to the next field,
    Ctrl+Enter does what the first button says, Escape asks before anything typed is lost.
    """

    saved = Signal(object)

    def __init__(
        self, runner: TaskRunner, theme: Theme, parent: QWidget | None, title: str, do: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.runner, self.theme = runner, theme
        self.forms: list[Form] = []
        self._before: list[dict[str, object]] = []
        self._writing = False
        self._build(title, do)
        runner.broken.connect(self._broke)
        self.finished.connect(self.deleteLater)

    @property
    def has_typed(self) -> bool:
        """Whether something stands here that would be lost."""
        return [form.values() for form in self.forms] != self._before

    @property
    def trouble(self) -> str:
        """A refusal that is about no field, empty where there is none."""
        return "" if self._trouble.isHidden() else self._trouble_text.text()

    def job(self) -> Job:
        """The write, built from the fields; raises DomainError with the name of a field."""
        raise NotImplementedError

    def add_card(self, form: Form, heading: str = "", words: str = "") -> QFrame:
        """Put a form on a sheet of its own below the others."""
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(10)
        if heading:
            line = QHBoxLayout()
            line.addWidget(label(heading, "heading"))
            line.addStretch(1)
            if words:
                line.addWidget(label(words, "hint"))
            inside.addLayout(line)
        inside.addWidget(form)
        sheet = card(inside)
        self.cards.addWidget(sheet)
        self.take_form(form)
        return sheet

    def take_form(self, form: Form) -> None:
        """Count a form among those that are written."""
        self.forms.append(form)
        form.edited.connect(self._edited)
        for field in form.fields.values():
            for part in (field, *field.findChildren(QWidget)):
                part.installEventFilter(self)

    def settle(self) -> None:
        """What stands here now counts as not typed."""
        self._before = [form.values() for form in self.forms]

    def say(self, words: str) -> None:
        """Say something calm beside the title."""
        self._words.setText(words)

    def reveal(self, form: Form) -> None:
        """Bring a form into sight that may be folded away."""

    def scroll_to(self, part: QWidget) -> None:
        """Bring a part of the page to its top, as far as the page goes."""
        self._scroll.verticalScrollBar().setValue(part.y())

    def show_error(self, error: DomainError) -> None:
        """Put a refusal at its field, or above the buttons."""
        for form in self.forms:
            if error.field in form.fields:
                self.reveal(form)
                form.show_error(error)
                return
        self._trouble_text.setText(error.text)
        self._trouble.setAccessibleName(error.text)
        self._trouble.show()

    def clear_trouble(self) -> None:
        """Take every refusal and question away."""
        self._asking(False)
        self._trouble.hide()
        for form in self.forms:
            form.clear_errors()

    def save(self) -> None:
        """Write what stands here."""
        if self._writing:
            return
        self.clear_trouble()
        try:
            job = self.job()
        except DomainError as error:
            self.show_error(error)
            return
        self._writing = True
        self.do_button.setEnabled(False)
        self.runner.write(job, self._done, failed=self._failed, owner=self)

    def reject(self) -> None:
        if self._writing:
            return
        if self.has_typed and self._question.isHidden():
            self._asking(True)
            return
        if not self._question.isHidden():
            self._asking(False)
            return
        super().reject()

    def throw_away(self) -> None:
        """Close, and forget what was typed."""
        self._question.hide()
        super().reject()

    def refit(self) -> None:
        """Take the size that the fields want, after some have come."""
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self._fit()
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers()
            in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            and isinstance(watched, QWidget)
            and not isinstance(watched, QPlainTextEdit)
            and watched.window() is self
        ):
            self._go_on(watched)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            there = self.focusWidget()
            if isinstance(there, QPushButton):
                there.click()
            return
        super().keyPressEvent(event)

    def _build(self, title: str, do: str) -> None:
        self._title = label(title, "title")
        self._words = label("", "muted")
        head = QHBoxLayout()
        head.setContentsMargins(20, 0, 20, 0)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._words)
        self._page = page = QWidget()
        page.setObjectName("plain")
        self.cards = QVBoxLayout(page)
        self.cards.setContentsMargins(20, 0, 20, 4)
        self.cards.setSpacing(12)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)

        self._trouble, self._trouble_text = _strip("notice", "")
        self._trouble.setProperty("kind", "error")
        self._question, _ = _strip("alert", tr("Throw away what you typed?"))
        self.keep_button = button(tr("Keep typing"))
        self.keep_button.clicked.connect(lambda: self._asking(False))
        self.throw_button = button(tr("Throw away"))
        self.throw_button.clicked.connect(self.throw_away)
        line = self._question.layout()
        assert line is not None
        line.addWidget(self.keep_button)
        line.addWidget(self.throw_button)
        self.cancel_button = button(tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.do_button = button(do, primary=True)
        self.do_button.setToolTip(tr("Ctrl+Enter"))
        self.do_button.clicked.connect(self.save)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.hint = FittingLabel("hint")
        self.hint.say(tr("Enter goes on · Ctrl+Enter saves"), tr("Ctrl+Enter saves"))
        row.addWidget(self.hint, 1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.do_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.setSpacing(8)
        foot.addWidget(self._trouble)
        foot.addWidget(self._question)
        foot.addWidget(self._buttons)

        box = QVBoxLayout(self)
        box.setContentsMargins(0, 18, 0, 16)
        box.setSpacing(12)
        box.addLayout(head)
        box.addWidget(self._scroll, 1)
        box.addLayout(foot)
        for keys in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(
                QKeySequence(Qt.KeyboardModifier.ControlModifier | keys), self
            ).activated.connect(self.save)

    def _fit(self) -> None:
        """As large as the fields want to be, within the screen."""
        room = self.screen().availableSize()
        width = min(WIDTH, room.width() - ROOM)
        around = self.sizeHint().height() - self._scroll.sizeHint().height()
        for form in self.forms:
            form.arrange(width)
        inside = max(self._page.sizeHint().height(), 0)
        if self._page.hasHeightForWidth():
            inside = self._page.heightForWidth(width)
        self.resize(width, min(inside + around + SPARE, room.height() - ROOM))

    def _fields(self) -> Sequence[QWidget]:
        return [field for form in self.forms for field in form.fields.values()]

    def _go_on(self, here: QWidget) -> None:
        fields = list(self._fields())
        place = next(
            (n for n, field in enumerate(fields) if field is here or field.isAncestorOf(here)), -1
        )
        for field in fields[place + 1 :]:
            if field.isVisibleTo(self) and field.isEnabled():
                field.setFocus(Qt.FocusReason.TabFocusReason)
                self._scroll.ensureWidgetVisible(field, 0, 40)
                return
        self.do_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _edited(self) -> None:
        if not self._question.isHidden():
            self._asking(False)

    def _asking(self, asks: bool) -> None:
        self._question.setVisible(asks)
        self._buttons.setVisible(not asks)
        if asks:
            self.keep_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, changes: Changes) -> None:
        self._released()
        self.settle()
        self.saved.emit(changes)
        self.accept()

    def _failed(self, error: DomainError) -> None:
        self._released()
        self.show_error(error)

    def _broke(self, _: str) -> None:
        if self._writing:
            self._failed(
                DomainError(
                    tr("This could not be saved: a fault in AcuDesk. What you typed is still here.")
                )
            )

    def _released(self) -> None:
        self._writing = False
        self.do_button.setEnabled(True)


def _strip(name: str, text: str) -> tuple[QFrame, QLabel]:
    frame = QFrame()
    frame.setObjectName(name)
    words = label(text, wrap=True)
    line = QHBoxLayout(frame)
    line.setContentsMargins(14, 6, 8, 6)
    line.addWidget(words, 1)
    frame.hide()
    return frame, words
