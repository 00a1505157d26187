"""`python -m tests.tour --out FOLDER` walks in every look, size and scale.

Each walk is a process of its own, because Qt reads its scale once. `tour.json` lists every
picture (page, state, theme, size, scale and what was counted there) and says how many actions a
routine follow-up takes, by mouse and by keys alone, and a first visit.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

WALKS = (
    ("light", "1280x700", "1"),
    ("dark", "1280x700", "1"),
    ("light", "1920x1080", "1"),
    ("dark", "1920x1080", "1"),
    ("light", "1280x700", "1.5"),
    ("dark", "1280x700", "1.5"),
)


def main() -> int:
    """Walk; returns 1 when a walk failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.tour")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--walk", help="one walk only, such as light,1280x700,1")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    walks = [tuple(options.walk.split(","))] if options.walk else list(WALKS)
    if options.inside:
        from tests.tour.walk import walk

        theme, size, scale = walks[0]
        walk(out, theme, size, scale)
        return 0
    stops: list[dict[str, object]] = []
    for theme, size, scale in walks:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.tour",
                "--inside",
                f"--out={out}",
                f"--walk={theme},{size},{scale}",
            ],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
            check=False,
        )
        if done.returncode:
            print(f"The walk {theme} {size} at {scale} failed.", file=sys.stderr)
            return 1
        part = out / f"tour-{theme}-{size}-{scale}.json"
        stops += json.loads(part.read_text("utf-8"))
        part.unlink()
    counts = counted_actions(out)
    text = json.dumps({**counts, "pictures": stops}, ensure_ascii=False, indent=1)
    (out / "tour.json").write_text(text + "\n", "utf-8")
    clipped = [stop for stop in stops if stop["clipped"]]
    print(f"{len(stops)} pictures in {out}; texts cut off in {len(clipped)} of them")
    for name, count in counts.items():
        print(f"{name.replace('_', ' ')}: {count}")
    return 0


def counted_actions(out: Path) -> dict[str, int]:
    """What the walk that counts actions has left; the file goes."""
    file = out / "actions.json"
    if not file.exists():
        return {}
    counts: dict[str, int] = json.loads(file.read_text("utf-8"))
    file.unlink()
    return counts


if __name__ == "__main__":
    raise SystemExit(main())
