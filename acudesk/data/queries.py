"""Questions that span several tables: the patient list. Each answers from an index."""

from collections.abc import Iterator, Sequence
from datetime import date

from acudesk.data.engine import Database, Row
from acudesk.domain.patient import PAGE, PatientRow, PatientTotals

_ROW = """
    WITH page AS ({page}),
    listed AS (
        SELECT page.*, (
            SELECT c.id FROM courses c WHERE c.patient_id = page.id
            ORDER BY c.closed IS NULL DESC, c.opened DESC, c.id DESC LIMIT 1
        ) AS course_id FROM page
    ),
    scaled AS MATERIALIZED (
        SELECT listed.*, {week_scale} AS week_scale, {now_scale} AS now_scale FROM listed
    )
    SELECT l.*,
        (SELECT count(*) FROM sessions s WHERE s.course_id = l.course_id
            AND s.kind = 'visit' AND s.in_error = 0) AS visits,
        (SELECT max(s.took_place) FROM sessions s WHERE s.course_id = l.course_id
            AND s.in_error = 0) AS last_day,
        (SELECT s.at FROM sessions s WHERE s.course_id = l.course_id AND s.in_error = 0
            ORDER BY s.took_place DESC, s.at DESC, s.id DESC LIMIT 1) AS last_at,
        {first_week} AS first_week, {last_week} AS last_week, {weeks} AS weeks,
        {first_now} AS first_now, {last_now} AS last_now, {nows} AS nows
    FROM scaled l
    ORDER BY l.last_seen DESC, l.id DESC
"""
# The scale that speaks for the course, as domain.progress.main_scale has it: 7 and 62 mm are
# not to be read side by side.
_SCALE = """
    (SELECT x.scale FROM sessions s JOIN scores x ON x.session_id = s.id
        AND x.measure = '{measure}' AND x.moment = '{moment}' AND x.item = ''
        WHERE s.course_id = listed.course_id AND s.in_error = 0 GROUP BY x.scale
        ORDER BY count(*) DESC, max(s.took_place || printf('%020d', s.id)) DESC LIMIT 1)
"""
_FIRST = """
    (SELECT x.given FROM sessions s JOIN scores x ON x.session_id = s.id
        AND x.measure = '{measure}' AND x.moment = '{moment}' AND x.item = ''
        WHERE s.course_id = l.course_id AND s.in_error = 0 AND x.scale = l.{scale}
        ORDER BY s.took_place, s.at, s.id LIMIT 1)
"""
_COUNT = """
    (SELECT count(*) FROM sessions s JOIN scores x ON x.session_id = s.id
        AND x.measure = '{measure}' AND x.moment = '{moment}' AND x.item = ''
        WHERE s.course_id = l.course_id AND s.in_error = 0 AND x.scale = l.{scale})
"""
_LAST = """
    (SELECT x.given FROM sessions s JOIN scores x ON x.session_id = s.id
        AND x.measure = '{measure}' AND x.moment = '{moment}' AND x.item = ''
        WHERE s.course_id = l.course_id AND s.in_error = 0 AND x.scale = l.{scale}
        ORDER BY s.took_place DESC, s.at DESC, s.id DESC LIMIT 1)
"""
_TOTALS = """
    SELECT p.chart_number, p.uid, p.display_name, p.birth_date, p.archived,
        (SELECT count(*) FROM courses c WHERE c.patient_id = p.id) AS courses,
        count(s.id) FILTER (WHERE s.kind = 'visit' AND s.in_error = 0) AS visits,
        count(s.id) FILTER (WHERE s.kind = 'between') AS entries,
        max(s.took_place) FILTER (WHERE s.in_error = 0) AS last_day
    FROM patients p LEFT JOIN courses k ON k.patient_id = p.id
        LEFT JOIN sessions s ON s.course_id = k.id
    WHERE p.merged_into IS NULL
    GROUP BY p.id ORDER BY p.chart_number
"""
_WEEK = {"measure": "pain_7d", "moment": "once", "scale": "week_scale"}
_NOW = {"measure": "pain_now", "moment": "before", "scale": "now_scale"}
_COLUMNS = "p.id, p.uid, p.chart_number, p.display_name, p.birth_date, p.archived, p.last_seen"


class Queries:
    """Read-only questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def patient_rows(
        self,
        *,
        words: Sequence[str] = (),
        archived: bool = False,
        after: tuple[str, int] | None = None,
        limit: int = PAGE,
    ) -> tuple[PatientRow, ...]:
        """A page of patients, the last treated first.

        `words` are folded words; each must start a word of the name, the number or the birth
        date. `after` is `(last_seen, id)` of the last row of the page before.
        """
        where = ["p.archived = :archived", "p.merged_into IS NULL"]
        arguments: dict[str, object] = {"archived": int(archived), "limit": limit}
        for index, word in enumerate(words):
            where.append(
                f"p.id IN (SELECT patient_id FROM search_terms"
                f" WHERE term >= :low{index} AND term < :high{index})"
            )
            arguments[f"low{index}"] = word
            arguments[f"high{index}"] = word + "\U0010ffff"
        if after is not None:
            where.append("(p.last_seen, p.id) < (:seen, :id)")
            arguments["seen"], arguments["id"] = after
        page = (
            f"SELECT {_COLUMNS} FROM patients p WHERE {' AND '.join(where)}"
            " ORDER BY p.last_seen DESC, p.id DESC LIMIT :limit"
        )
        rows = self._database.execute(
            _ROW.format(
                page=page,
                week_scale=_SCALE.format(**_WEEK),
                now_scale=_SCALE.format(**_NOW),
                first_week=_FIRST.format(**_WEEK),
                last_week=_LAST.format(**_WEEK),
                first_now=_FIRST.format(**_NOW),
                last_now=_LAST.format(**_NOW),
                weeks=_COUNT.format(**_WEEK),
                nows=_COUNT.format(**_NOW),
            ),
            arguments,
        ).fetchall()
        return tuple(_patient_row(row) for row in rows)

    def patient_totals(self) -> Iterator[PatientTotals]:
        """Every patient, archived or not, by chart number."""
        for row in self._database.execute(_TOTALS):
            yield PatientTotals(
                chart_number=row["chart_number"],
                uid=row["uid"],
                display_name=row["display_name"],
                birth_date=date.fromisoformat(row["birth_date"]) if row["birth_date"] else None,
                archived=bool(row["archived"]),
                courses=row["courses"],
                visits=row["visits"],
                entries=row["entries"],
                last_day=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
            )

    def patients_with_course(self, *, archived: bool) -> tuple[tuple[int, str, str], ...]:
        """Key, chart number and display name of who has a course, by chart number; of those in
        the archive too where `archived`."""
        rows = self._database.execute(
            """
            SELECT p.id, p.chart_number, p.display_name FROM patients p
            WHERE p.merged_into IS NULL AND p.archived <= ?
                AND EXISTS (SELECT 1 FROM courses c WHERE c.patient_id = p.id)
            ORDER BY p.chart_number, p.id
            """,
            [int(archived)],
        ).fetchall()
        return tuple((row["id"], row["chart_number"], row["display_name"]) for row in rows)

    def holds(self, table: str, uid: str) -> bool:
        """Whether a row of that uid is in a table that has uids."""
        found = self._database.execute(f"SELECT 1 FROM {table} WHERE uid = ?", [uid]).fetchone()
        return found is not None

    def has_patients(self) -> bool:
        """Whether anybody is in the practice, archived or not."""
        row = self._database.execute("SELECT max(id) AS last FROM patients").fetchone()
        return row["last"] is not None


def _patient_row(row: Row) -> PatientRow:
    week = row["first_week"] is not None
    return PatientRow(
        id=row["id"],
        uid=row["uid"],
        chart_number=row["chart_number"],
        display_name=row["display_name"],
        birth_date=date.fromisoformat(row["birth_date"]) if row["birth_date"] else None,
        archived=bool(row["archived"]),
        last_seen=row["last_seen"],
        visits=row["visits"],
        last_day=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
        last_at=row["last_at"],
        first_pain=row["first_week"] if week else row["first_now"],
        latest_pain=row["last_week"] if week else row["last_now"],
        pains=row["weeks"] if week else row["nows"],
    )
