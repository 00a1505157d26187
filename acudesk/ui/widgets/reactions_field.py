"""Welcome reactions to a treatment, apart from its side effects."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from acudesk.domain.treatment import Reaction, Treatment, reaction_name
from acudesk.translation import tr
from acudesk.ui.widgets.chips_field import ChipsField
from acudesk.ui.widgets.treatment_parts import titled


class ReactionsField(QWidget):
    """`given` carries the reactions by the name of their field in `Treatment`."""

    given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.chips: ChipsField[Reaction] = ChipsField(
            tr("Welcome reactions"), ((one, reaction_name(one)) for one in Reaction)
        )
        self.chips.chosen.connect(lambda: self.given.emit({"reactions": self.chips.values}))
        self.setFocusProxy(self.chips)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(titled(tr("Welcome reactions"), self.chips))

    def show_treatment(self, treatment: Treatment, *, fresh: bool = False) -> None:
        """Show what is stored."""
        self.chips.choose(treatment.reactions)
