"""People, teams, and who belonged where on which day."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leaderboard.extensions import db
from leaderboard.models.types import Id, Instant, Moment, Name

# The team id of an entry whose owner was in no team that day.
NO_TEAM = 0
# The first day of a membership without a beginning; both calendars can write it.
SINCE_EVER = date(1900, 1, 1)


class SubjectKind(StrEnum):
    PERSON = "person"
    TEAM = "team"
    ORGANISATION = "organisation"


class Role(StrEnum):
    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"


class Subject(db.Model):
    """Anything that can own an entry, a goal, an award or a total: one id space for all three
    kinds."""

    __tablename__ = "subject"

    id: Mapped[Id]
    kind: Mapped[SubjectKind] = mapped_column(String(12))


class Person(db.Model):
    """A rep, a manager or an admin; the id is the subject's."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    name: Mapped[Name]
    folded: Mapped[str] = mapped_column(String(80), unique=True)
    # None: an imported person without an address, who cannot sign in until a manager adds one.
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    # None until the invite is accepted.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(8))
    # None: the organisation's language.
    language: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[Moment]
    # None while the person works here.
    deactivated_at: Mapped[datetime | None] = mapped_column(Instant)
    # None while boards may show the person.
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    @property
    def is_manager(self) -> bool:
        return self.role in (Role.MANAGER, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN


class Alias(db.Model):
    """Another name that files use for a person."""

    __tablename__ = "alias"

    folded: Mapped[str] = mapped_column(String(80), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[Name]


class Team(db.Model):
    """A team; its mark (1 to 8, then again) is its shape and colour everywhere."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    name: Mapped[Name]
    folded: Mapped[str] = mapped_column(String(80), unique=True)
    mark: Mapped[int]
    # None: led by the admins alone.
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[Moment]
    # None while the team exists.
    dissolved_at: Mapped[datetime | None] = mapped_column(Instant)


class TeamParent(db.Model):
    """From `since` on, the team belongs to this parent, until the next row."""

    __tablename__ = "team_parent"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    # None: on its own from then on.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class Membership(db.Model):
    """From `since` on, the person is in this team, until the next row: at most one team a day by
    construction."""

    __tablename__ = "membership"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since: Mapped[date]
    # None: in no team from then on.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))

    __table_args__ = (
        UniqueConstraint("person_id", "since"),
        Index("ix_membership_team_id", "team_id"),
    )
