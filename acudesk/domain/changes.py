"""What a write touched, so that each page can decide whether to read again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Keys of the patients, courses and sessions touched; `settings` for the practice itself."""

    patients: frozenset[int] = frozenset()
    courses: frozenset[int] = frozenset()
    sessions: frozenset[int] = frozenset()
    settings: bool = False

    @classmethod
    def of(
        cls, *, patient: int | None = None, course: int | None = None, session: int | None = None
    ) -> "Changes":
        """The changes of a write that touched at most one of each."""
        return cls(
            patients=frozenset() if patient is None else frozenset({patient}),
            courses=frozenset() if course is None else frozenset({course}),
            sessions=frozenset() if session is None else frozenset({session}),
        )

    def __or__(self, other: "Changes") -> "Changes":
        return Changes(
            patients=self.patients | other.patients,
            courses=self.courses | other.courses,
            sessions=self.sessions | other.sessions,
            settings=self.settings or other.settings,
        )

    @property
    def patient_id(self) -> int:
        """The one patient touched."""
        (key,) = self.patients
        return key

    @property
    def course_id(self) -> int:
        """The one course touched."""
        (key,) = self.courses
        return key

    @property
    def session_id(self) -> int:
        """The one session touched."""
        (key,) = self.sessions
        return key
