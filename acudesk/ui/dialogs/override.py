"""A stop is overridden: what it says, and a written reason that stays in the record."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from acudesk.domain.errors import DomainError
from acudesk.domain.safety import Finding
from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.form import WHOLE, Form, LongField
from acudesk.ui.widgets.parts import button, card, label
from acudesk.ui.widgets.safety_finding import level_badge, source_lines

WIDTH = 560
LONGEST = 2_000


class OverrideDialog(QDialog):
    """`given` carries the reason; whoever opened it keeps it."""

    given = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None, finding: Finding) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Override a stop"))
        self.setModal(True)
        self.finding = finding
        self.reason = LongField(fewest=3)
        self.form = Form()
        self.form.add(
            "reason",
            tr("Why it is right to go on"),
            self.reason,
            units=WHOLE,
            hint=tr("Stays in the record, with the time."),
        )
        said = QHBoxLayout()
        said.setSpacing(10)
        said.addWidget(level_badge(finding.level), 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(label(finding.words, wrap=True), 1)
        inside = QVBoxLayout()
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(10)
        inside.addLayout(said)
        inside.addWidget(label(source_lines(finding), "hint", wrap=True))
        inside.addWidget(self.form)
        self.cancel_button = button(tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.do_button = button(tr("Override"), primary=True)
        self.do_button.setToolTip(tr("Ctrl+Enter"))
        self.do_button.clicked.connect(self.give)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(label(tr("Ctrl+Enter overrides"), "hint"), 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.do_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(label(tr("Override a stop"), "title"))
        box.addWidget(card(inside))
        box.addStretch(1)
        box.addLayout(foot)
        self.setMinimumWidth(WIDTH)
        for keys in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(
                QKeySequence(Qt.KeyboardModifier.ControlModifier | keys), self
            ).activated.connect(self.give)
        self.finished.connect(self.deleteLater)
        self.reason.setFocus()

    def give(self) -> None:
        """Give the reason; an empty one stands refused at its field."""
        reason = self.reason.toPlainText().strip()
        if not reason:
            self._refuse(tr("Please write why; the reason stays in the record."))
        elif len(reason) > LONGEST:
            self._refuse(tr("At most {limit} characters fit.", limit=LONGEST))
        else:
            self.given.emit(reason)
            self.accept()

    def _refuse(self, words: str) -> None:
        self.form.show_error(DomainError(words, field="reason"))
