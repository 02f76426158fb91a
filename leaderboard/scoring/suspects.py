"""What may differ from the ledger, found by the database itself: it sums a million rows in less
time than reading them takes, and only what does not add up is looked at one by one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select, union_all

from leaderboard.extensions import db
from leaderboard.models import BY_HAND, MEASURES, Activity, Award, Membership, Team, Total
from leaderboard.rules.periods import Almanac, PeriodKind
from leaderboard.scoring.totals import DAYS, KEYS, day_points, day_sums, fill_calendar

LINE = Award.__table__
# Longer periods are added up from shorter ones: both calendars cut them so.
PARTS = {
    PeriodKind.WEEK: PeriodKind.DAY,
    PeriodKind.MONTH: PeriodKind.DAY,
    PeriodKind.QUARTER: PeriodKind.MONTH,
    PeriodKind.YEAR: PeriodKind.QUARTER,
}
# What distinguishes one total from the others for a kind of period.
PLACE = KEYS[1:]


def wrong_sums(almanac: Almanac) -> set[int]:
    """Whose daily totals do not match the ledger, or whose longer periods do not match the days."""
    fill_calendar(almanac, None)
    found = set(db.session.scalars(differing(day_sums(), day_points(), kept(PeriodKind.DAY))))
    for kind, part in PARTS.items():
        found |= set(db.session.scalars(differing(added_up(kind, part), kept(kind))))
    return found


def differing(*sources: Select[Any]) -> Select[Any]:
    """The subjects whose sources, some of them subtracted, do not add up to zero."""
    parts = [source.subquery() for source in sources]
    columns = (*PLACE, *MEASURES)
    rows = union_all(*(select(*(part.c[name] for name in columns)) for part in parts)).subquery()
    places = (
        select(rows.c.subject_id)
        .group_by(*(rows.c[name] for name in PLACE))
        .having(or_(*(func.sum(rows.c[name]) != 0 for name in MEASURES)))
        .subquery()
    )
    return select(places.c.subject_id).distinct()


def kept(kind: PeriodKind) -> Select[Any]:
    """The totals for a kind of period, to be subtracted."""
    table = Total.__table__.c
    return select(
        *(table[name] for name in PLACE), *((-table[name]).label(name) for name in MEASURES)
    ).where(table.period_kind == kind.value)


def added_up(kind: PeriodKind, part: PeriodKind) -> Select[Any]:
    """The totals of the shorter periods, under the starts of the longer ones that include them."""
    table = Total.__table__.c
    starts = select(DAYS.c.day, DAYS.c[kind.value].label("start")).subquery()
    if part is not PeriodKind.DAY:
        starts = (
            select(DAYS.c[part.value].label("day"), DAYS.c[kind.value].label("start"))
            .distinct()
            .subquery()
        )
    return (
        select(
            starts.c.start,
            *(table[name] for name in PLACE[1:]),
            *(table[name] for name in MEASURES),
        )
        .join(starts, starts.c.day == table.start)
        .where(table.period_kind == part.value)
    )


def wrong_labels(table: type[Activity] | type[Award], key: Any) -> Iterator[tuple[str, int, int]]:
    """Entries or awards stored with another team than their owner's on that day: key, team, and the
    team according to the memberships. A team's are its own."""
    own = (
        select(Membership.team_id)
        .where(Membership.person_id == table.subject_id, Membership.since <= table.occurred_on)
        .order_by(Membership.since.desc())
        .limit(1)
        .scalar_subquery()
    )
    expected = func.coalesce(Team.id, own, 0)
    rows = db.session.execute(
        select(key.label("key"), table.team_id, expected.label("expected"))
        .outerjoin(Team, Team.id == table.subject_id)
        .where(table.team_id != expected)
        .order_by(table.id)
    )
    for row in rows:
        yield str(row.key), row.team_id, row.expected


def lines_of_wrong_keys() -> Select[Any]:
    """The awards whose key does not name what they reward."""
    of_rule = joined(LINE.c.rule_id, LINE.c.subject_id, LINE.c.window_start, LINE.c.cause)
    named = joined(of_rule, LINE.c.turn)
    by_hand = joined(LINE.c.rule_id, LINE.c.cause)
    is_named = ((LINE.c.rule_id != BY_HAND) & (LINE.c.key == named)) | (
        (LINE.c.rule_id == BY_HAND) & (LINE.c.key == by_hand)
    )
    return select(LINE).where(LINE.c.reverses_id.is_(None), ~is_named).order_by(LINE.c.id)


def wrong_mirrors() -> Select[Any]:
    """The reversals that do not undo their award exactly, or undo none."""
    line = LINE.alias("line")
    same = ("rule_id", "rule_version_id", "subject_id", "team_id", "window_start", "cause")
    also = ("times", "badge_id", "activity_id", "occurred_on")
    differs: list[ColumnElement[bool]] = [
        line.c.id.is_(None),
        LINE.c.key != "reversal/" + cast(LINE.c.reverses_id, String),
        LINE.c.turn != 0,
        LINE.c.points != -line.c.points,
        *(LINE.c[name].is_distinct_from(line.c[name]) for name in (*same, *also)),
    ]
    return (
        select(LINE)
        .outerjoin(line, line.c.id == LINE.c.reverses_id)
        .where(LINE.c.reverses_id.is_not(None), or_(*differs))
        .order_by(LINE.c.id)
    )


def joined(first: Any, *others: Any) -> Any:
    """The values as a key has them, joined by slashes."""
    text: Any = cast(first, String)
    for other in others:
        text = text + literal("/") + cast(other, String)
    return text
