"""What the practitioner does with sets of points. Every call is one durable transaction."""

from typing import Any

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.point_sets import PointSet
from acudesk.domain.sealing import plain
from acudesk.domain.text import folded
from acudesk.services.points import point_library
from acudesk.translation import tr


class PointSets:
    """Keep, list and remove named sets of points."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def list_sets(self) -> tuple[PointSet, ...]:
        """The sets in the order in which they were made."""
        return self._work.point_sets.all()

    def keep_set(self, point_set: PointSet) -> Changes:
        """Keep a set: a new one, or with its `id` another state of one that is there.

        Raises DomainError for a name or shorthand that another set has, in capitals or not, and
        for a shorthand that already means a point.
        """
        with self._work as work:
            sets = self.list_sets()
            before = next((one for one in sets if one.id == point_set.id), None)
            if before == point_set:
                return Changes()
            if point_set.id and before is None:
                raise NotFoundError(tr("This set of points is not in the practice."))
            _check_shorthand(point_set.shorthand)
            _check_free(point_set, [one for one in sets if one.id != point_set.id])
            work.point_sets.keep(point_set)
            work.audit.add(
                "change" if before else "create",
                "point_set",
                point_set.name,
                before=_table(before) if before else None,
                after=_table(point_set),
            )
        return Changes(settings=True)

    def remove_set(self, set_id: int) -> Changes:
        """Drop a set; sessions keep the points that came from it. Raises NotFoundError."""
        with self._work as work:
            before = next((one for one in self.list_sets() if one.id == set_id), None)
            if before is None:
                raise NotFoundError(tr("This set of points is not in the practice."))
            work.point_sets.remove(set_id)
            work.audit.add("remove", "point_set", before.name, before=_table(before))
        return Changes(settings=True)


def _check_shorthand(shorthand: str) -> None:
    for mention in point_library().parse(shorthand):
        for point in (mention.point, *mention.candidates):
            if point is not None:
                raise DomainError(
                    tr(
                        "{shorthand} means the point {point}. Choose another shorthand.",
                        shorthand=shorthand,
                        point=point.title,
                    ),
                    field="shorthand",
                )


def _check_free(point_set: PointSet, others: list[PointSet]) -> None:
    for other in others:
        if folded(other.name) == folded(point_set.name):
            raise DomainError(
                tr("There is a set called {name} already.", name=other.name), field="name"
            )
        if point_set.shorthand and folded(other.shorthand) == folded(point_set.shorthand):
            raise DomainError(
                tr(
                    "{shorthand} is the shorthand of {name} already. Choose another.",
                    shorthand=point_set.shorthand,
                    name=other.name,
                ),
                field="shorthand",
            )


def _table(point_set: PointSet) -> dict[str, Any]:
    return {
        "name": point_set.name,
        "shorthand": point_set.shorthand,
        "points": plain(point_set.points),
    }
