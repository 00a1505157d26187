"""The practice's own particulars and lists."""

import hashlib
from collections.abc import Sequence
from typing import Any

from acudesk.data.practice import practice_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.practice import Practice
from acudesk.domain.text import cleaned
from acudesk.translation import tr


class PracticeSettings:
    """Read and change the practice."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def practice(self) -> Practice:
        """The practice."""
        return self._work.practice.get()

    def change_practice(self, practice: Practice) -> Changes:
        """Keep the new state of the practice, as read and changed.

        Raises DomainError for a logo that cannot be set on a page, and for a letter text with
        fields that nobody knows.
        """
        before = self._work.practice.get()
        if practice == before:
            return Changes()
        _check_changed(before, practice)
        with self._work as work:
            work.practice.change(practice)
            old, new = _audited(before), _audited(practice)
            touched = [name for name in new if new[name] != old[name]]
            work.audit.add(
                "change",
                "practice",
                "",
                before={name: old[name] for name in touched},
                after={name: new[name] for name in touched},
            )
        return Changes(settings=True)

    def conditions(self) -> tuple[str, ...]:
        """The conditions offered for a course."""
        return self._work.practice.conditions()

    def change_conditions(self, names: Sequence[str]) -> Changes:
        """Keep another list of conditions; courses keep the words they were opened with."""
        kept = [cleaned(name, limit=200, field="conditions") for name in names]
        kept = [name for name in kept if name]
        if len(set(kept)) != len(kept):
            raise DomainError(tr("A condition stands twice in the list."), field="conditions")
        before = self.conditions()
        if tuple(kept) == before:
            return Changes()
        with self._work as work:
            work.practice.change_conditions(kept)
            work.audit.add(
                "change", "conditions", "", before={"names": before}, after={"names": kept}
            )
        return Changes(settings=True)


def _check_changed(before: Practice, after: Practice) -> None:
    # Imported here: every start reads the practice, hardly any changes it.
    if after.logo and after.logo != before.logo:
        from acudesk.domain.logo import check_logo
        from acudesk.reports.typesetting import check_logo_sets

        check_logo(after.logo)
        check_logo_sets(after.logo)
    if after.letter_text != before.letter_text:
        from acudesk.domain.letter_text import check_letter_text

        check_letter_text(after.letter_text)


def _audited(practice: Practice) -> dict[str, Any]:
    row = practice_row(practice)
    row["logo"] = f"{len(practice.logo)} bytes"
    if practice.logo:
        row["logo"] += f", sha256 {hashlib.sha256(practice.logo).hexdigest()[:16]}"
    return row
