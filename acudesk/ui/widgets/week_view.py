"""A week as seven columns with hours: visits are dragged, or moved by keys."""

from datetime import date, datetime, time

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygon, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from acudesk.domain.diary import hours_shown, lanes, on_grid, short_weekday_name
from acudesk.domain.today import Week
from acudesk.translation import tr
from acudesk.ui.theme import Theme, window_font
from acudesk.ui.widgets.visit_block import VisitBlock

HEAD = 34
AXIS = 46
LEAST_HOUR = 44
"""An hour is at least so high: a visit of 40 minutes shows its name and its time."""
CLOSED_SHARE = 0.42
"""The width of a closed day without visits, as a share of the others'."""
_SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class WeekView(QScrollArea):
    """`asked` carries a line and a VisitAction, `shifted` a line, days and quarters of an hour,
    `moved` a line, day and time, `place_chosen` a day and a time that were pressed twice."""

    asked = Signal(object, object)
    shifted = Signal(object, int, int)
    moved = Signal(object, object, object)
    place_chosen = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet = _Sheet(theme)
        frame = QFrame()
        frame.setObjectName("card")
        box = QVBoxLayout(frame)
        box.setContentsMargins(6, 4, 10, 10)
        box.addWidget(self.sheet)
        self.setWidget(frame)
        self.setViewportMargins(0, 0, 8, 12)
        self.sheet.asked.connect(self.asked)
        self.sheet.shifted.connect(self.shifted)
        self.sheet.moved.connect(self.moved)
        self.sheet.place_chosen.connect(self.place_chosen)
        self.sheet.focused.connect(lambda block: self.ensureWidgetVisible(block, 10, 40))

    @property
    def blocks(self) -> list[VisitBlock]:
        """The visits in the order of their begin."""
        return self.sheet.blocks

    def show_week(self, week: Week, now: datetime, next_id: int | None) -> None:
        """Show the visits of a week, and which of them is next."""
        self.sheet.show_week(week, now, next_id)

    def focus_on(self, visit_id: int | None) -> None:
        """Go to a visit, else to the first."""
        self.sheet.focus_on(visit_id)


class _Sheet(QWidget):
    asked = Signal(object, object)
    shifted = Signal(object, int, int)
    moved = Signal(object, object, object)
    place_chosen = Signal(object, object)
    focused = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._week: Week | None = None
        self._now: datetime | None = None
        self._hours = (8, 18)
        self._weights: tuple[float, ...] = (1.0,) * 7
        self.blocks: list[VisitBlock] = []
        self._there: tuple[date, time] | None = None
        self._day_font, self._hour_font = window_font(13, bold=True), window_font(11)
        self._plain_font = window_font(13)
        theme.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        first, last = self._hours
        return QSize(AXIS + 7 * 60, HEAD + (last - first) * LEAST_HOUR + 4)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def show_week(self, week: Week, now: datetime, next_id: int | None) -> None:
        """Show the visits of a week; the one that has the focus keeps it."""
        held = next((one for one in self.blocks if one.hasFocus()), None)
        kept = held.line.visit.id if held is not None else None
        for old in self.blocks:
            old.hide()
            old.deleteLater()
        self._week, self._now = week, now.replace(tzinfo=None)
        visits = [line.visit for line in week.lines]
        self._hours = hours_shown(week.days, week.hours, visits)
        full = {visit.day for visit in visits}
        self._weights = tuple(
            1.0 if week.hours.on(day) or day in full else CLOSED_SHARE for day in week.days
        )
        self.blocks = [self._made(line, next_id) for line in week.lines]
        self._arrange()
        self.updateGeometry()
        self.update()
        if kept is not None:
            self._focus(kept)

    def focus_on(self, visit_id: int | None) -> None:
        """Go to a visit, else to the first."""
        if not self._focus(visit_id) and self.blocks:
            self._focus(self.blocks[0].line.visit.id)

    def _focus(self, visit_id: int | None) -> bool:
        for block in self.blocks:
            if block.line.visit.id == visit_id:
                block.setFocus(Qt.FocusReason.TabFocusReason)
                self.focused.emit(block)
                return True
        return False

    def _made(self, line: object, next_id: int | None) -> VisitBlock:
        block = VisitBlock(self._theme, line, self)  # type: ignore[arg-type]
        block.is_next = block.line.visit.id == next_id
        block.asked.connect(lambda action: self.asked.emit(block.line, action))
        block.shifted.connect(lambda days, steps: self.shifted.emit(block.line, days, steps))
        block.stepped.connect(lambda key: self._step(block, key))
        block.dragged.connect(lambda corner: self._drag(block, corner))
        block.dropped.connect(lambda: self._drop(block))
        block.drag_ended.connect(self._arrange)
        block.show()
        return block

    # Where everything stands

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def column(self, place: int) -> QRect:
        """The column of a day below its head, 0 for Monday."""
        room = self.width() - AXIS
        total = sum(self._weights)
        left = AXIS + round(room * sum(self._weights[:place]) / total)
        right = AXIS + round(room * sum(self._weights[: place + 1]) / total)
        if self.isRightToLeft():
            left, right = self.width() - right, self.width() - left
        return QRect(left, HEAD, right - left, self.height() - HEAD - 4)

    def _height(self) -> float:
        """How many pixels a minute is high."""
        first, last = self._hours
        return (self.height() - HEAD - 4) / ((last - first) * 60)

    def top(self, at: time) -> int:
        """Where a clock time stands."""
        minutes = at.hour * 60 + at.minute - self._hours[0] * 60
        return HEAD + round(minutes * self._height())

    def _arrange(self) -> None:
        if self._week is None:
            return
        self._there = None
        for place, day in enumerate(self._week.days):
            of_day = [block for block in self.blocks if block.line.visit.day == day]
            found = lanes(block.line.visit for block in of_day)
            column = self.column(place)
            for block in of_day:
                lane, count = found[block.line.visit.id]
                left = column.left() + 3 + round(lane * (column.width() - 7) / count)
                right = column.left() + 3 + round((lane + 1) * (column.width() - 7) / count)
                top = self.top(block.line.visit.at)
                height = round(block.line.visit.minutes * self._height()) - 1
                block.setGeometry(left, top, right - left - 1, max(height, 14))

    def _place(self, point: QPoint) -> tuple[int, time] | None:
        """Which day and which time on the grid a point lies at."""
        if self._week is None:
            return None
        for place, day in enumerate(self._week.days):
            column = self.column(place)
            if column.left() <= point.x() <= column.right():
                minute = self._hours[0] * 60 + (point.y() - HEAD) / self._height()
                return place, on_grid(day, round(minute))
        return None

    # Moving

    def _drag(self, block: VisitBlock, corner: QPoint) -> None:
        found = self._place(corner + QPoint(block.width() // 2, 0))
        if found is None or self._week is None:
            return
        place, at = found
        self._there = (self._week.days[place], at)
        column = self.column(place)
        block.setGeometry(column.left() + 3, self.top(at), column.width() - 8, block.height())
        block.show_at(at)

    def _drop(self, block: VisitBlock) -> None:
        there, visit = self._there, block.line.visit
        if there is not None and there != (visit.day, visit.at):
            self.moved.emit(block.line, *there)
        else:
            self._arrange()

    def _step(self, block: VisitBlock, key: Qt.Key) -> None:
        """Go to the visit before or after, or to the one nearest in time on another day."""
        if key not in _SIDES:
            place = self.blocks.index(block) + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= place < len(self.blocks):
                self._focus(self.blocks[place].line.visit.id)
            return
        side = -_SIDES[key] if self.isRightToLeft() else _SIDES[key]
        here = block.line.visit
        there = [
            one
            for one in self.blocks
            if (one.line.visit.day.toordinal() - here.day.toordinal()) * side > 0
        ]
        if there:
            nearest = min(
                there,
                key=lambda one: (
                    abs(one.line.visit.day.toordinal() - here.day.toordinal()),
                    abs(self.top(one.line.visit.at) - self.top(here.at)),
                ),
            )
            self._focus(nearest.line.visit.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._place(event.position().toPoint())
        if found is not None and self._week is not None and event.position().y() > HEAD:
            self.place_chosen.emit(self._week.days[found[0]], found[1])

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._week is None:
            return
        painter = QPainter(self)
        for place, day in enumerate(self._week.days):
            self._paint_day(painter, place, day)
        self._paint_hours(painter)
        self._paint_now(painter)

    def _paint_day(self, painter: QPainter, place: int, day: date) -> None:
        assert self._week is not None and self._now is not None
        style, column, today = self._theme.style, self.column(place), self._now.date()
        painter.fillRect(column, QColor(style.window))
        for begin, end in self._week.hours.on(day):
            top, bottom = self.top(begin), self.top(end)
            painter.fillRect(
                QRect(column.left(), top, column.width(), bottom - top), QColor(style.card)
            )
        painter.setPen(QColor(style.border))
        painter.drawLine(column.topLeft(), column.bottomLeft())
        head = QRect(column.left(), 0, column.width(), HEAD)
        if day == today:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.accent_soft))
            painter.drawRoundedRect(head.adjusted(3, 4, -3, -5), 7, 7)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._day_font if day == today else self._plain_font)
        painter.setPen(QColor(style.accent_soft_text if day == today else style.text_muted))
        words = tr("{weekday} {day}", weekday=short_weekday_name(day.weekday()), day=day.day)
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_hours(self, painter: QPainter) -> None:
        style = self._theme.style
        painter.setFont(self._hour_font)
        first, last = self._hours
        left, right = (0, self.width() - AXIS) if self.isRightToLeft() else (AXIS, self.width())
        for hour in range(first, last + 1):
            top = HEAD + round((hour - first) * 60 * self._height())
            painter.setPen(QColor(style.border))
            painter.drawLine(left, top, right, top)
            if hour == last:
                continue
            painter.setPen(QColor(style.text_muted))
            axis = QRect(right if self.isRightToLeft() else 0, top - 8, AXIS - 8, 16)
            painter.drawText(
                axis, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{hour}:00"
            )

    def _paint_now(self, painter: QPainter) -> None:
        """Where the clock stands: a mark beside the hours, a line behind the visits of today."""
        week, now = self._week, self._now
        if week is None or now is None or now.date() not in week.days:
            return
        if not self._hours[0] <= now.hour < self._hours[1]:
            return
        column, top = self.column(week.days.index(now.date())), self.top(now.time())
        colour = QColor(self._theme.style.danger)
        painter.fillRect(QRect(column.left(), top - 1, column.width(), 2), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        tip, back = (AXIS - 1, -8)
        if self.isRightToLeft():
            tip, back = self.width() - AXIS + 1, 8
        painter.drawPolygon(
            QPolygon([QPoint(tip, top), QPoint(tip + back, top - 5), QPoint(tip + back, top + 5)])
        )
