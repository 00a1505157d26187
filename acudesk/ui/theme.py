"""The look of the window: one palette, one style sheet, one font, from the chart's own colours."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from acudesk import paths
from acudesk.charts.style import Style, load_style
from acudesk.settings import Appearance
from acudesk.ui.icons import icon

FONT_PIXELS = 14
FONTS = (
    "Inter-Regular.ttf",
    "Inter-SemiBold.ttf",
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansSC-Regular.otf",
)
FAMILIES = ["Inter", "Noto Sans", "Noto Sans Arabic", "Noto Sans SC"]


class Theme(QObject):
    """The present look; `changed` follows a switch between light and dark."""

    changed = Signal()

    def __init__(self, application: QApplication, appearance: Appearance) -> None:
        super().__init__(application)
        self._application = application
        self._appearance = appearance
        self.style: Style = load_style(self._name())
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)

    @property
    def appearance(self) -> Appearance:
        """What the practitioner chose."""
        return self._appearance

    def choose(self, appearance: Appearance) -> None:
        """Show the window in another look."""
        self._appearance = appearance
        self.apply()

    def apply(self) -> None:
        """Put palette and style sheet on the application."""
        before, self.style = self.style, load_style(self._name())
        self._application.setStyle("Fusion")
        self._application.setPalette(_palette(self.style))
        self._application.setStyleSheet(_sheet(self.style))
        if self.style != before:
            self.changed.emit()

    def icon(self, name: str, colour: str = "") -> QIcon:
        """An icon in the colour of text, or in another."""
        return icon(name, colour or self.style.text, self.style.text_faint)

    def _name(self) -> str:
        if self._appearance == Appearance.SYSTEM:
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return "dark" if dark else "light"
        return self._appearance.value

    def _follow_system(self) -> None:
        if self._appearance == Appearance.SYSTEM:
            self.apply()


def install_fonts(names: tuple[str, ...]) -> None:
    """Register bundled fonts with Qt, which reads them as far as it needs them."""
    folder = paths.resource_folder("fonts")
    for name in names:
        QFontDatabase.addApplicationFont(str(folder / name))


def window_font(pixels: int = FONT_PIXELS, *, bold: bool = False) -> QFont:
    """The font of the window; sizes are in logical pixels and follow the screen's scale."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(pixels)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def _palette(style: Style) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in (
        (roles.Window, style.window),
        (roles.WindowText, style.text),
        (roles.Base, style.field),
        (roles.AlternateBase, style.card),
        (roles.Text, style.text),
        (roles.PlaceholderText, style.text_faint),
        (roles.Button, style.card),
        (roles.ButtonText, style.text),
        (roles.BrightText, style.danger),
        (roles.ToolTipBase, style.text),
        (roles.ToolTipText, style.card),
        (roles.Highlight, style.accent),
        (roles.HighlightedText, style.accent_text),
        (roles.Link, style.accent),
        (roles.Mid, style.border),
        (roles.Midlight, style.border),
        (roles.Light, style.card),
        (roles.Dark, style.border_strong),
        (roles.Shadow, style.border_strong),
        (roles.Accent, style.accent),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(style.text_faint))
    return palette


def _sheet(style: Style) -> str:
    text = paths.resource("themes/window.qss").read_text(encoding="utf-8")
    for name in sorted(type(style).__dataclass_fields__, key=len, reverse=True):
        text = text.replace(f"@{name}", str(getattr(style, name)))
    return text.replace("@themes", paths.resource_folder("themes").as_posix())
