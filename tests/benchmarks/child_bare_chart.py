"""Opens a bare window with a Matplotlib chart of three panels and prints what it holds."""

import json

from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from PySide6.QtWidgets import QApplication, QMainWindow

from tests.benchmarks.child_tools import colours, memory

SESSIONS = range(1, 13)

application = QApplication([])
figure = Figure(figsize=(5, 4), dpi=100)
canvas = FigureCanvasQTAgg(figure)
for panel in range(3):
    axes = figure.add_subplot(3, 1, panel + 1)
    axes.set_title(f"Panel {panel}")
    for line in range(3):
        axes.plot(SESSIONS, [line + n % 4 for n in SESSIONS], marker="o", label=f"Line {line}")
    axes.legend()
window = QMainWindow()
window.setCentralWidget(canvas)
window.resize(1366, 768)
window.show()
for _ in range(50):
    application.processEvents()
held = memory()
print(json.dumps({"chart_colours": colours(canvas.grab().toImage()), **held}))
