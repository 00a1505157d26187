"""The program is killed while its processes write pages: nothing of a page is left behind."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
WRITE = """
import sys
from pathlib import Path
from acudesk.reports.printout import Printout
from acudesk.services.long_work import LongWork
from acudesk.services.page_pool import Sheet, set_all
from tests.services.pool_contents import Unending

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    page = Printout(name="page", content=Unending(folder=folder))
    sheets = [Sheet(label=str(n), printout=page, target=folder / f"{n}.pdf") for n in range(2)]
    set_all(LongWork(ask=lambda question: None), iter(sheets), 2, what="Pages", workers=2)
"""


def becomes(wanted: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not wanted():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_killed_in_the_middle_of_pages_no_half_of_one_is_left(tmp_path: Path) -> None:
    script = tmp_path / "write.py"
    script.write_text(WRITE, "utf-8")
    folder = tmp_path / "pages"
    folder.mkdir()

    with subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    ) as process:
        begun = becomes(lambda: len(list(folder.iterdir())) == 2)
        process.send_signal(signal.SIGKILL)

    assert begun
    assert becomes(lambda: not list(folder.iterdir()))
