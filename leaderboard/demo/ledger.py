"""Writes what the demo's people did the way the product writes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import select

from leaderboard import configuration, locale
from leaderboard.demo import cast
from leaderboard.demo.cast import Company
from leaderboard.demo.chance import CLOSING
from leaderboard.demo.scene import Fact
from leaderboard.extensions import db
from leaderboard.models import Activity, Badge, By, Dimension, DimensionValue, Kind, Metric, Team
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.scoring import (
    NewActivity,
    SourceRow,
    correct_activity,
    give_badge,
    log_activity,
    void_activity,
    write_batch,
)
from leaderboard.standings.boards import board


@dataclass(frozen=True)
class Ids:
    """The database ids of people and things."""

    subjects: dict[str, int]
    kinds: dict[str, int]
    values: dict[str, int]


def ids_with(subjects: dict[str, int]) -> Ids:
    values = db.session.execute(
        select(Dimension.slug, DimensionValue.slug, DimensionValue.id).join(
            DimensionValue, DimensionValue.dimension_id == Dimension.id
        )
    )
    return Ids(
        subjects,
        {kind.slug: kind.id for kind in db.session.scalars(select(Kind))},
        {f"{dimension}:{value}": value_id for dimension, value, value_id in values},
    )


def write_past(
    happened: Sequence[Fact],
    company: Company,
    ids: Ids,
    *,
    at: datetime,
    told: Callable[[str, int, int], None],
) -> None:
    """Write everything up to yesterday the way an import does: all at once and without notices."""
    done = 0

    def count(portion: int) -> None:
        nonlocal done
        done += portion
        told("history", done, len(happened))

    rows = (
        SourceRow(str(number), ids.kinds[fact.kind], activity_of(fact, company, ids))
        for number, fact in enumerate(happened)
    )
    write_batch(rows, source="demo", by_id=None, at=at, told=count)


def write_today(
    happened: Sequence[Fact],
    company: Company,
    ids: Ids,
    *,
    at: datetime,
    told: Callable[[str, int, int], None],
) -> None:
    """Write today log by log, with what people did about earlier entries before the last few
    arrive."""
    pause = len(happened) - len(cast.TODAY_ENDS)
    for number, fact in enumerate(happened):
        if number == pause:
            second = squeezed(happened[number - 1], company, at=at)
            add_second_thoughts(company, ids, today=fact.day, at=second)
        moment = squeezed(fact, company, at=at)
        log_activity(
            activity_of(fact, company, ids, moment=moment),
            client_id=f"demo-{fact.day}-{number}",
            by_id=ids.subjects[fact.who],
            at=moment,
        )
        told("today", number + 1, len(happened))


def activity_of(
    fact: Fact, company: Company, ids: Ids, *, moment: datetime | None = None
) -> NewActivity:
    """A fact with the organisation's ids and currency."""
    return NewActivity(
        subject_id=ids.subjects[fact.who],
        kind_id=ids.kinds[fact.kind],
        occurred_on=fact.day,
        occurred_at=moment or instant(fact.day, fact.minute, company.charter.timezone),
        quantity=fact.quantity,
        amount=fact.amount * company.unit,
        profit=None if fact.profit is None else fact.profit * company.unit,
        minutes=fact.minutes,
        days=fact.days,
        value_ids=frozenset(ids.values[value] for value in fact.values),
        customer=fact.customer,
        customer_key=key_of(fact.customer),
    )


@cache
def key_of(customer: str) -> str:
    """Each name is folded once: a few hundred names occur thousands of times."""
    return locale.fold(customer)


def instant(day: date, minute: int, zone: str) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def squeezed(fact: Fact, company: Company, *, at: datetime) -> datetime:
    """When it happened today: as planned, or earlier if that is still to come, so that everything
    is in the past at any hour."""
    zone = company.charter.timezone
    midnight = instant(fact.day, 0, zone)
    planned = instant(fact.day, fact.minute, zone)
    latest = instant(fact.day, CLOSING, zone)
    if at >= latest:
        return planned
    return midnight + (planned - midnight) * ((at - midnight) / (latest - midnight))


def add_second_thoughts(company: Company, ids: Ids, *, today: date, at: datetime) -> None:
    """A call undone, a deal corrected, thanks for help, and thanks that put two people level."""
    maya, ruth = ids.subjects["maya"], ids.subjects["ruth"]
    undo_a_call(maya, company, ids, today=today, at=at)
    correct_a_deal(ids.subjects["north"], company, ids, by_id=ruth, today=today, at=at)
    words = cast.THANKS[company.charter.language]
    thank(maya, "demo-thanks", points=10, by_id=ruth, reason=words, today=today, at=at)
    level_two(company, ids, today=today, at=at)


def undo_a_call(person_id: int, company: Company, ids: Ids, *, today: date, at: datetime) -> None:
    call = NewActivity(subject_id=person_id, kind_id=ids.kinds["call"], occurred_on=today)
    twice = log_activity(call, client_id=f"demo-{today}-twice", by_id=person_id, at=at)
    reason = cast.LOGGED_TWICE[company.charter.language]
    void_activity(twice.activity.id, by_id=person_id, reason=reason, at=at)


def correct_a_deal(
    team_id: int, company: Company, ids: Ids, *, by_id: int, today: date, at: datetime
) -> None:
    """Correct the team's last deal before today: it was a little smaller than first noted."""
    deal = db.session.scalars(
        select(Activity)
        .where(
            Activity.team_id == team_id,
            Activity.kind_id == ids.kinds["deal-won"],
            Activity.occurred_on < today,
        )
        .order_by(Activity.occurred_on.desc(), Activity.id.desc())
        .limit(1)
    ).one()
    correct_activity(
        deal.id,
        by_id=by_id,
        reason=cast.DISCOUNT[company.charter.language],
        at=at,
        client_id=f"demo-{today}-discount",
        is_late_allowed=True,
        amount=deal.amount - deal.amount // 20,
    )


def level_two(company: Company, ids: Ids, *, today: date, at: datetime) -> None:
    """Of this month's top eight by points, make the two closest share a rank."""
    month = period_of(PeriodKind.MONTH, today, company.charter.almanac)
    points = db.session.scalars(select(Metric).where(Metric.slug == "points")).one()
    rows = board(points, by=By.REP, span=month.span).rows[:8]
    # People who get more points later today would not stay level.
    moving = {ids.subjects[key] for key, _kind in cast.TODAY_ENDS}
    apart = [
        (gap, below)
        for above, below in pairwise(rows)
        if (gap := int((above.value or 0) - (below.value or 0))) > 0
        and moving.isdisjoint((above.subject_id, below.subject_id))
    ]
    if not apart:
        return
    gap, below = min(apart, key=lambda pair: pair[0])
    team = db.session.get_one(Team, configuration.current().team_on(below.subject_id, today))
    words = cast.FAIR[company.charter.language]
    thank(
        below.subject_id,
        "demo-fair",
        points=gap,
        by_id=team.manager_id,
        reason=words,
        today=today,
        at=at,
    )


def thank(
    person_id: int,
    client_id: str,
    *,
    points: int,
    by_id: int | None,
    reason: str,
    today: date,
    at: datetime,
) -> None:
    badge_id = db.session.scalars(select(Badge.id).where(Badge.slug == "good-hand")).one()
    give_badge(
        person_id,
        badge_id=badge_id,
        points=points,
        day=today,
        client_id=client_id,
        by_id=by_id,
        at=at,
        reason=reason,
    )
