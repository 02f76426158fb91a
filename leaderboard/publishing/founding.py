"""Founding the organisation, with everything a new installation starts with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.core import get_global
from sqlalchemy import select

from leaderboard import clock, locale
from leaderboard.extensions import db
from leaderboard.models import (
    BY_HAND,
    NO_CUT,
    POINTS,
    Cut,
    Dimension,
    DimensionValue,
    Kind,
    KindDimension,
    Leaderboard,
    Metric,
    MetricTerm,
    Organisation,
    Person,
    Role,
    Rule,
    Subject,
    SubjectKind,
    WorkingWeek,
)
from leaderboard.publishing.official import country_of
from leaderboard.publishing.rules import put_rules
from leaderboard.publishing.starter import BOARDS, DIMENSIONS, KINDS, METRICS, WORKING_DAYS
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.metrics import Direction, Measure, Part, Window
from leaderboard.rules.periods import Almanac
from leaderboard.scoring import publish

# Every currency in use today, plus the toman, which has no code of its own.
CURRENCIES = tuple(
    sorted(
        {
            "IRT",
            *(
                code
                for used in get_global("territory_currencies").values()
                for code, _since, until, is_tender in used
                if until is None and is_tender
            ),
        }
    )
)


class AlreadyFounded(RuntimeError):
    """This database has its organisation already."""


@dataclass(frozen=True)
class Charter:
    """What a new organisation says about itself."""

    name: str
    timezone: str = "UTC"
    calendar: Calendar = Calendar.GREGORIAN
    currency: str = "EUR"
    language: str = "en"
    first_weekday: int = 0

    @property
    def almanac(self) -> Almanac:
        return Almanac(calendar=self.calendar, first_weekday=self.first_weekday)

    @classmethod
    def usual(cls, name: str, language: str) -> "Charter":
        """The usual choices of organisations that speak this language."""
        if language == "fa_IR":
            return cls(name, "Asia/Tehran", Calendar.JALALI, "IRT", language, 5)
        return cls(name, language=language)


def found(
    charter: Charter,
    *,
    admin_name: str,
    admin_email: str,
    at: datetime,
    rules: Mapping[str, Any] | None = None,
) -> int:
    """Make the organisation, its first admin, and the kinds, metrics and boards it starts with.

    `rules` is a document of rules and badges that apply from today (`starter.rules()` is one).
    Returns the admin's id; a one-time link lets them choose a password.
    """
    with publish(by_id=None, at=at) as publication:
        if db.session.scalar(select(Organisation.id)) is not None:
            raise AlreadyFounded
        today = clock.business_date(at, charter.timezone)
        add_reserved(at)
        organisation_id = add_organisation(charter, at=at)
        admin_id = add_person(name=admin_name, email=admin_email, role=Role.ADMIN, at=at)
        add_working_week(charter, today)
        values = add_dimensions(charter.language)
        kinds = add_kinds(charter.language)
        add_metrics(charter.language, kinds=kinds, values=values)
        publication.audit("found", "organisation", organisation_id)
        add_boards(charter.language)
        put_rules(rules or {}, publication)
    return admin_id


def add_reserved(at: datetime) -> None:
    """The rows that stand for "points", "no dimensions" and "by hand"."""
    db.session.add(
        Kind(id=POINTS, slug="points", name="Points", plural="points", icon="sparkles", asks={})
    )
    db.session.add(Cut(id=NO_CUT, key=""))
    db.session.add(Rule(id=BY_HAND, slug="by-hand", name="By hand", created_at=at))
    db.session.flush()


def add_subject(kind: SubjectKind) -> int:
    subject = Subject(kind=kind)
    db.session.add(subject)
    db.session.flush()
    return subject.id


def add_organisation(charter: Charter, *, at: datetime) -> int:
    organisation = Organisation(
        id=add_subject(SubjectKind.ORGANISATION),
        name=locale.clean_name(charter.name),
        timezone=charter.timezone,
        calendar=charter.calendar,
        first_weekday=charter.first_weekday,
        currency=charter.currency,
        language=charter.language,
        country=country_of(charter.timezone),
        created_at=at,
    )
    db.session.add(organisation)
    db.session.flush()
    return organisation.id


def add_person(*, name: str, email: str | None, role: Role, at: datetime) -> int:
    name = locale.clean_name(name)
    person = Person(
        id=add_subject(SubjectKind.PERSON),
        name=name,
        folded=locale.fold(name),
        email=email.strip().casefold() if email else None,
        role=role,
        created_at=at,
    )
    db.session.add(person)
    db.session.flush()
    return person.id


def add_working_week(charter: Charter, today: date) -> None:
    days = WORKING_DAYS["fa_IR" if charter.first_weekday == 5 else "en"]
    db.session.add(WorkingWeek(since=date(today.year - 10, 1, 1), weekdays=days))


def add_dimensions(language: str) -> dict[str, int]:
    """Add the dimensions with their values; returns the values' ids by "dimension:value"."""
    ids = {}
    for dimension in DIMENSIONS:
        row = Dimension(slug=dimension.slug, name=dimension.names[language])
        db.session.add(row)
        db.session.flush()
        for position, value in enumerate(dimension.values):
            held = DimensionValue(
                dimension_id=row.id,
                slug=value.slug,
                name=value.names[language],
                position=position,
            )
            db.session.add(held)
            db.session.flush()
            ids[f"{dimension.slug}:{value.slug}"] = held.id
    return ids


def add_kinds(language: str) -> dict[str, int]:
    """Add the kinds of activity; returns their ids by slug."""
    ids = {"points": POINTS}
    dimensions = {row.slug: row.id for row in db.session.scalars(select(Dimension))}
    for position, kind in enumerate(KINDS):
        row = Kind(
            slug=kind.slug,
            name=kind.names[language][0],
            plural=kind.names[language][1],
            icon=kind.icon,
            owner=kind.owner,
            asks=kind.asks,
            position=position,
            is_on_dock=kind.is_on_dock,
        )
        db.session.add(row)
        db.session.flush()
        ids[kind.slug] = row.id
        for slug in kind.dimensions:
            db.session.add(KindDimension(kind_id=row.id, dimension_id=dimensions[slug]))
    return ids


def add_metrics(language: str, *, kinds: dict[str, int], values: dict[str, int]) -> None:
    """Add the metrics of the starter kit."""
    for position, metric in enumerate(METRICS):
        row = Metric(
            slug=metric.slug,
            name=metric.names[language],
            unit=metric.unit,
            direction=Direction.LOWER if metric.is_lower_better else Direction.HIGHER,
            min_sample=metric.min_sample,
            needs_numerator=metric.needs_numerator,
            position=position,
        )
        db.session.add(row)
        db.session.flush()
        for part, terms in (
            (Part.NUMERATOR, metric.numerator),
            (Part.DENOMINATOR, metric.denominator),
        ):
            for term in terms:
                db.session.add(
                    MetricTerm(
                        metric_id=row.id,
                        part=part,
                        kind_id=kinds[term.kind],
                        measure=Measure(term.measure),
                        sign=term.sign,
                        window=Window(term.window),
                        value_id=values[term.value] if term.value else None,
                    )
                )
    db.session.flush()


def add_boards(language: str) -> None:
    """Add the leaderboards that the first page of boards shows."""
    metrics = {metric.slug: metric.id for metric in db.session.scalars(select(Metric))}
    for position, board in enumerate(BOARDS):
        db.session.add(
            Leaderboard(
                slug=board.slug,
                name=board.names[language],
                metric_id=metrics[board.metric],
                by=board.by,
                period_kind=board.period_kind,
                position=position,
            )
        )
    db.session.flush()
