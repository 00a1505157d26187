"""The list of patients: one drawn row each, a search field above."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from acudesk.domain.patient import PatientRow
from acudesk.domain.text import initials
from acudesk.translation import tr
from acudesk.ui.models.patients import ROW, PatientModel, course_words, pain_words
from acudesk.ui.task_runner import TaskRunner
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.parts import label

ROW_HEIGHT = 58
CIRCLE = 36


class PatientList(QWidget):
    """`chosen` carries a patient's key as soon as a row becomes current; `entered` says that
    the practitioner wants to go on with them: a click, or Enter."""

    chosen = Signal(int)
    entered = Signal()

    def __init__(self, runner: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._archived = False
        self._wanted: int | None = None
        self._shown: int | None = None
        self.model = PatientModel(runner)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search name or number"))
        self.search.setAccessibleName(tr("Search patients"))
        self.search.setClearButtonEnabled(False)
        self._glass = self.search.addAction(
            theme.icon("search", theme.style.text_muted), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.textChanged.connect(self._searched)
        self.search.installEventFilter(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_PatientDelegate(theme, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(tr("Patients"))
        self.view.clicked.connect(lambda _: self.entered.emit())
        self.view.activated.connect(lambda _: self.entered.emit())
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self._nobody = label("", "muted", wrap=True)
        self._nobody.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._nobody.setMargin(24)
        self._pile = QStackedLayout()
        self._pile.addWidget(self.view)
        self._pile.addWidget(self._nobody)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.search)
        box.addLayout(self._pile, 1)
        self.model.loaded.connect(self._loaded)
        theme.changed.connect(self._repaint)

    def show_archived(self, archived: bool) -> None:
        """List the archived patients instead."""
        self._archived = archived
        self._searched()

    def select(self, patient_id: int) -> None:
        """Make a patient current, as soon as the list holds them."""
        index = self.model.row_of(patient_id)
        self._wanted = None if index.isValid() else patient_id
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    @property
    def chosen_id(self) -> int | None:
        """Whose row is current."""
        row = self.view.currentIndex().data(ROW)
        return row.id if isinstance(row, PatientRow) else None

    def clear_choice(self) -> None:
        """Let no row be current: another page than a patient's is on screen."""
        self._shown = self._wanted = None
        self.view.setCurrentIndex(QModelIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if not self.view.currentIndex().isValid() or self.search.text():
                    self.view.setCurrentIndex(self.model.index(0))
                self.view.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _searched(self) -> None:
        self.model.search(self.search.text(), archived=self._archived)

    def _loaded(self) -> None:
        empty = self.model.rowCount() == 0
        self._pile.setCurrentIndex(1 if empty else 0)
        if empty:
            self._nobody.setText(
                tr("Nobody matches “{text}”.", text=self.search.text())
                if self.search.text()
                else tr("No archived patients.")
                if self._archived
                else tr("No patients in the list.")
            )
        again = self._wanted if self._wanted is not None else self._shown
        if again is not None:
            # A list that was read anew has lost its current row.
            self.select(again)
            self._wanted = None

    def _current_changed(self, current: QModelIndex) -> None:
        row = current.data(ROW)
        if isinstance(row, PatientRow):
            self._shown = row.id
            self.chosen.emit(row.id)

    def _repaint(self) -> None:
        self._glass.setIcon(self._theme.icon("search", self._theme.style.text_muted))
        self.view.viewport().update()


class _PatientDelegate(QStyledItemDelegate):
    """Draws one patient: a circle with initials, name, course and pain."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bold = window_font(14, bold=True)
        self._small = window_font(12)
        self._number = window_font(13)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, PatientRow):
            return
        style = self._theme.style
        state = option.state
        rect: QRect = option.rect
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(2, 2, -2, -2)
        painter.setPen(QColor(style.focus) if focus else Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(QColor(style.accent_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(style.card))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 9, 9)
        circle = QRect(box.left() + 9, box.center().y() - CIRCLE // 2 + 1, CIRCLE, CIRCLE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.accent if chosen else style.border))
        painter.drawEllipse(circle)
        painter.setFont(self._small)
        painter.setPen(QColor(style.accent_text if chosen else style.text))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(row.display_name))
        right = box.right() - 10
        pain = pain_words(row)
        if pain:
            painter.setFont(self._number)
            width = QFontMetrics(self._number).horizontalAdvance(pain) + 2
            painter.setPen(QColor(style.text_muted))
            painter.drawText(
                QRect(right - width, box.top(), width, box.height()),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                f"\u2066{pain}\u2069",
            )
            right -= width + 8
        left = circle.right() + 10
        self._line(painter, row.display_name, self._bold, style.text, left, right, box.top() + 8)
        self._line(
            painter, course_words(row), self._small, style.text_muted, left, right, box.top() + 29
        )
        painter.restore()

    @staticmethod
    def _line(
        painter: QPainter, text: str, font: object, colour: str, left: int, right: int, top: int
    ) -> None:
        painter.setFont(font)  # type: ignore[arg-type]
        painter.setPen(QColor(colour))
        metrics = painter.fontMetrics()
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(
            QRect(left, top, right - left, 20),
            Qt.AlignmentFlag.AlignVCenter
            | Qt.AlignmentFlag.AlignLeft
            | Qt.AlignmentFlag.AlignAbsolute,
            elided,
        )
