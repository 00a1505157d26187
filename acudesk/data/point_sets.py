"""Named sets of points as rows."""

import json

from acudesk.data.engine import Database
from acudesk.data.rows import added_key
from acudesk.data.session_parts import point_from, point_values
from acudesk.domain.point_sets import PointSet


class PointSets:
    """The repository of the practice's sets of points."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[PointSet, ...]:
        """The sets in their order."""
        rows = self._database.execute("SELECT * FROM point_sets ORDER BY position, name")
        return tuple(
            PointSet(
                id=row["id"],
                name=row["name"],
                shorthand=row["shorthand"],
                points=tuple(point_from(one) for one in json.loads(row["points"])),
            )
            for row in rows.fetchall()
        )

    def keep(self, one: PointSet) -> int:
        """Keep a set, new or changed; returns its key."""
        row = {
            "name": one.name,
            "shorthand": one.shorthand,
            "points": json.dumps([point_values(point) for point in one.points], ensure_ascii=False),
        }
        if one.id:
            self._database.table("point_sets").update(one.id, row)
            return one.id
        last = self._database.execute("SELECT max(position) AS last FROM point_sets").fetchone()
        return added_key(self._database, "point_sets", {**row, "position": (last["last"] or 0) + 1})

    def remove(self, set_id: int) -> None:
        """Drop a set; sessions keep the points that came from it."""
        self._database.execute("DELETE FROM point_sets WHERE id = ?", [set_id])
