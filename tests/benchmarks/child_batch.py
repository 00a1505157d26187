"""Saves the progress pages of all patients: seconds, and the most memory held at once by this
program and its processes together. Arguments: the practice, the folder, how many processes."""

import json
import sys
import threading
import time
from pathlib import Path

from acudesk.bootstrap import open_practice
from acudesk.services.batch import save_pages
from acudesk.services.long_work import here

EVERY = 0.1


def resident(process: str) -> int:
    """Bytes that a process holds now, 0 when it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


def children() -> list[str]:
    """The processes that this one started."""
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        try:
            found += (task / "children").read_text().split()
        except OSError:
            continue
    return found


class Peak(threading.Thread):
    """Looks again and again how much is held."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0

    def run(self) -> None:
        while True:
            self.most = max(self.most, sum(map(resident, ("self", *children()))))
            time.sleep(EVERY)


def main(practice: str, out: str, workers: str) -> None:
    """Save the pages and print what it took."""
    peak = Peak()
    if sys.platform == "linux":
        peak.start()
    with open_practice(practice) as services:
        start = time.perf_counter()
        report = save_pages(here(services), Path(out), archived=True, workers=int(workers))
        seconds = time.perf_counter() - start
    assert report.failures == ()
    print(json.dumps({"seconds": seconds, "peak": peak.most, "pages": report.written}))


if __name__ == "__main__":
    main(*sys.argv[1:])
