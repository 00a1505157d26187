"""What is still to be asked before the first needle, said where the points are written."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from acudesk.translation import tr
from acudesk.ui.widgets.parts import button, label


class BeforeNeedles(QFrame):
    """Hidden once the patient was screened and has consented; it forbids nothing."""

    screening_wanted = Signal()
    consent_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("alert")
        self._words = label("", wrap=True)
        self.screening_button = button(tr("Screen now…"))
        self.consent_button = button(tr("Consent…"))
        self.screening_button.clicked.connect(self.screening_wanted)
        self.consent_button.clicked.connect(self.consent_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 8, 6)
        line.addWidget(self._words, 1)
        line.addWidget(self.screening_button)
        line.addWidget(self.consent_button)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def show_state(self, *, screened: bool, consented: bool) -> None:
        """Say what is missing."""
        if screened:
            words = tr("Before the first needle: consent is missing.")
        elif consented:
            words = tr("Before the first needle: the screening is missing.")
        else:
            words = tr("Before the first needle: screening and consent are missing.")
        self._words.setText(words)
        self.setAccessibleName(words)
        self.screening_button.setVisible(not screened)
        self.consent_button.setVisible(not consented)
        self.setVisible(not (screened and consented))
