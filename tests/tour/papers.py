"""The papers of the tour: the progress page as PDF, and as the pictures of its pages."""

import subprocess
from pathlib import Path

from acudesk.bootstrap import open_practice

NUMBERS = ("0001", "0002", "0003", "0005", "0006", "0011", "0012")


def papers(folder: Path, out: Path) -> list[dict[str, object]]:
    """Make the progress page of several patients; returns their stops."""
    stops: list[dict[str, object]] = []
    with open_practice(folder) as services:
        for number in NUMBERS:
            patient = services.patients.find_patient(number)
            file = out / f"paper-{number}.pdf"
            file.write_bytes(services.reports.progress_page(patient.id, form="pdf"))
            picture = out / f"paper-{number}"
            subprocess.run(
                ["pdftoppm", "-r", "80", "-png", "-singlefile", str(file), str(picture)],
                check=True,
            )
            stops.append(
                {
                    "page": "paper",
                    "state": number,
                    "theme": "paper",
                    "size": "a4",
                    "scale": "1",
                    "picture": f"{picture.name}.png",
                    "counted": {"clipped": 0, "bytes": file.stat().st_size},
                    "clipped": [],
                }
            )
    return stops
