"""Starts an empty main window of Qt and prints when it was painted."""

import json
import time

from PySide6.QtWidgets import QApplication, QMainWindow

application = QApplication([])
painted: list[float] = []


class Window(QMainWindow):
    """Empty; its first painting ends the program."""

    def paintEvent(self, event: object) -> None:
        painted.append(time.perf_counter())
        application.quit()


window = Window()
window.resize(1366, 768)
window.show()
application.exec()
print(json.dumps({"listed_at": painted[0], "width": window.grab().width()}))
