"""An import in sentences."""

from acudesk.domain.import_outcome import ImportOutcome
from acudesk.translation import ntr, tr


def outcome_words(outcome: ImportOutcome) -> str:
    """What an import would do, or did, in sentences."""
    parts = [
        ntr("{n} patient", "{n} patients", outcome.added.total),
        ntr("{n} course", "{n} courses", outcome.courses_added) if outcome.courses_added else "",
        ntr("{n} entry", "{n} entries", outcome.entries_added) if outcome.entries_added else "",
        ntr("{n} score", "{n} scores", outcome.scores_added) if outcome.scores_added else "",
        ntr("{n} blank, kept as not asked", "{n} blanks, kept as not asked", outcome.blanks)
        if outcome.blanks
        else "",
    ]
    what = ", ".join(filter(None, parts))
    people = ntr("{n} person", "{n} people", outcome.people)
    rows = ntr("{n} row", "{n} rows", outcome.rows)
    said = [tr("{rows} of {people} in the file.", rows=rows, people=people)]
    if outcome.kept:
        said.append(tr("Added: {what}.", what=what))
    else:
        said.append(tr("Would be added: {what}.", what=what))
    if outcome.unchanged:
        said.append(
            ntr("{n} row says nothing new.", "{n} rows say nothing new.", outcome.unchanged)
        )
    return " ".join(said)
