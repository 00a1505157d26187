"""`acudesk patients`: who is in the practice."""

from pathlib import Path

import click

from acudesk.cli.console import say, write_json, write_table
from acudesk.translation import ntr, tr


@click.command(
    "patients",
    short_help=tr("List all patients."),
    help=tr("List all patients, archived ones too, by chart number."),
)
@click.option("--json", "as_json", is_flag=True, help=tr("As JSON."))
@click.pass_obj
def command(data: Path | None, as_json: bool) -> None:
    """List the patients of an existing practice."""
    from acudesk.cli.practices import existing_practice

    with existing_practice(data) as services:
        everyone = list(services.patients.patient_totals())
    if as_json:
        write_json(
            [
                {
                    "chart_number": one.chart_number,
                    "uid": one.uid,
                    "name": one.display_name,
                    "birth_date": one.birth_date.isoformat() if one.birth_date else None,
                    "courses": one.courses,
                    "visits": one.visits,
                    "entries": one.entries,
                    "last": one.last_day.isoformat() if one.last_day else None,
                    "archived": one.archived,
                }
                for one in everyone
            ]
        )
        return
    if everyone:
        counts = (tr("Courses"), tr("Visits"), tr("Entries"))
        write_table(
            (tr("Number"), tr("Name"), tr("Born"), *counts, tr("Last"), ""),
            [
                (
                    one.chart_number,
                    one.display_name,
                    one.birth_date.isoformat() if one.birth_date else "",
                    str(one.courses),
                    str(one.visits),
                    str(one.entries),
                    one.last_day.isoformat() if one.last_day else "",
                    tr("archived") if one.archived else "",
                )
                for one in everyone
            ],
            right=counts,
        )
        say()
    say(ntr("{n} patient", "{n} patients", len(everyone)))
