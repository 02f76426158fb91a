"""The organisation and its working time, as versions with the date each takes effect."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from leaderboard.extensions import db
from leaderboard.models.types import Data, Id, Instant, Moment, Name
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.periods import Almanac


class LeaveBy(StrEnum):
    """Who records leave."""

    MANAGER = "manager"
    # The person asks, a manager accepts.
    ASKED = "asked"
    PERSON = "person"


class CompanyBy(StrEnum):
    """Who changes what the whole company shares: rules, badges, kinds, metrics, boards, screens."""

    MANAGERS = "managers"
    ADMINS = "admins"


class Organisation(db.Model):
    """The one company of this installation; its calendar decides what a week or a month is."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    name: Mapped[Name]
    timezone: Mapped[str] = mapped_column(String(60))
    calendar: Mapped[Calendar] = mapped_column(String(10))
    first_weekday: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    language: Mapped[str] = mapped_column(String(10))
    # How many days back a rep may still log or correct; 0 means today only.
    late_days: Mapped[int] = mapped_column(default=7)
    # A won deal of at least this amount (minor units) is celebrated on the screens; 0 = none.
    big_deal: Mapped[int] = mapped_column(default=0)
    # The country whose official holidays are offered, as an ISO 3166 code; empty until one is
    # chosen.
    country: Mapped[str] = mapped_column(String(2), default="", server_default="")
    leave_by: Mapped[LeaveBy] = mapped_column(
        String(8), default=LeaveBy.ASKED, server_default=LeaveBy.ASKED.value
    )
    company_by: Mapped[CompanyBy] = mapped_column(
        String(8), default=CompanyBy.MANAGERS, server_default=CompanyBy.MANAGERS.value
    )
    # So many goals at a time help a person; more are pointed out.
    most_goals: Mapped[int] = mapped_column(default=3, server_default="3")
    created_at: Mapped[Moment]

    __table_args__ = (
        CheckConstraint("first_weekday between 0 and 6", name="first_weekday"),
        CheckConstraint("late_days between 0 and 366", name="late_days"),
    )

    @property
    def almanac(self) -> Almanac:
        return Almanac(calendar=Calendar(self.calendar), first_weekday=self.first_weekday)


class WorkingWeek(db.Model):
    """The working weekdays from a date on, as digits: "01234" is Monday to Friday."""

    __tablename__ = "working_week"

    since: Mapped[date] = mapped_column(primary_key=True)
    weekdays: Mapped[str] = mapped_column(String(7))


class Holiday(db.Model):
    """A day on which nobody is expected to work."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[Name]


class PersonWeek(db.Model):
    """A person's working weekdays from a date on, where they differ from the company's."""

    __tablename__ = "person_week"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    # Empty: the company's again from then on.
    weekdays: Mapped[str] = mapped_column(String(7))


class Absence(db.Model):
    """Leave from one day to another, as requested or recorded.

    Once accepted, each of its days is a row of `Leave`, and those are what counts.
    """

    __tablename__ = "absence"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    note: Mapped[str] = mapped_column(String(200), default="")
    asked_at: Mapped[Moment]
    # None: recorded by a file or the command line.
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # None while it waits for a manager.
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    # None until it is declined or cancelled.
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (CheckConstraint("last >= first", name="ends_after_its_start"),)


class Leave(db.Model):
    """A day on which one person is away; it never breaks a streak."""

    __tablename__ = "leave"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class Audit(db.Model):
    """Who changed which setting, when, from what to what."""

    __tablename__ = "audit"

    id: Mapped[Id]
    at: Mapped[Moment]
    # None: changed by the command line.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(40))
    noun: Mapped[str] = mapped_column(String(40))
    noun_id: Mapped[int] = mapped_column(index=True)
    before: Mapped[Data]
    after: Mapped[Data]
    reason: Mapped[str] = mapped_column(String(200), default="")
