"""A button that leads to a page of the window."""

from PySide6.QtWidgets import QPushButton

from acudesk.translation import tr
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.parts import restyled, themed_icon


class PageButton(QPushButton):
    """Lit while its page is on screen, whichever way one came there; pressing it changes that no
    more than a door changes the room one stands in."""

    def __init__(self, theme: Theme, name: str, icon: str, *, flat: bool = False) -> None:
        super().__init__(name)
        self.setProperty("flat", flat)
        self.setProperty("part", "page")
        self.setAutoDefault(False)
        themed_icon(self, theme, icon, "text_muted" if flat else "")

    def light(self, on: bool) -> None:
        """Say whether its page is on screen."""
        restyled(self, "lit", on)
        self.setAccessibleDescription(tr("This page is on screen.") if on else "")
