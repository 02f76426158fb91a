"""Awards computed ahead of a change: stored as JSON, and written when the change is saved.

Everybody who logs waits for that, so they go from table to table inside the database: a tenth of
the time that it takes to read them and write them back.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Insert,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    null,
    select,
    table,
    text,
    true,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity, ProposedAward
from leaderboard.models import Award as Line
from leaderboard.models.types import Instant
from leaderboard.scoring import awards, locks, point_totals
from leaderboard.scoring.ahead import PointsDifference
from leaderboard.scoring.marks import newest

# Lines to write with one statement.
AT_ONCE = 1000
# The parts of a line in the order of `to_json`.
PARTS = (
    *("place", "nth", "window_start", "cause", "team_id", "activity_id"),
    *("occurred_on", "times", "points", "reason", "params", "turn"),
)
SLOT = ("window_start", "cause", "turn")
LINES = Line.__table__
# The rules and versions by their position, as the change leaves them.
VERSIONS = table(
    "prepared_version",
    *(column(name, Integer) for name in ("place", "nth", "rule_id", "version_id", "badge_id")),
)


def to_json(difference: PointsDifference, settings: Configuration) -> list[list[Any]]:
    """The lines to write. Rules and versions are stored by position: PostgreSQL may give new ones
    other numbers once they are saved."""
    places = {
        version.id: (at, nth)
        for at, rule in enumerate(settings.rules)
        for nth, version in enumerate(rule.versions)
    }
    return [
        [
            *places[award.version_id],
            award.slot.window_start.isoformat(),
            award.slot.cause,
            award.team_id,
            award.number,
            award.day.isoformat(),
            award.times,
            award.points,
            award.reason,
            dict(award.params),
            turn,
        ]
        for award, turn in difference.fresh
    ]


def write_prepared(
    proposal_id: int, person_ids: Collection[int], settings: Configuration, *, at: datetime
) -> None:
    """Reverse and write what was computed for these people."""
    know_versions(settings)
    first = newest(Line)
    reversals, lines = (insert_from(rows) for rows in (reversed_lines(), fresh_lines()))
    connection = db.session.connection()
    for people in lots(proposal_id, person_ids):
        said = {"proposal": proposal_id, "people": people, "at": at}
        connection.execute(reversals, said)
        connection.execute(lines, said)
    point_totals.add_lines_after(first, settings.almanac)


def know_versions(settings: Configuration) -> None:
    """A temporary table of the versions, for this transaction."""
    db.session.execute(text("DROP TABLE IF EXISTS prepared_version"))
    db.session.execute(
        text(
            "CREATE TEMPORARY TABLE prepared_version (place INTEGER, nth INTEGER, rule_id BIGINT,"
            " version_id BIGINT, badge_id BIGINT, PRIMARY KEY (place, nth))"
        )
    )
    rows = [
        {
            "place": place,
            "nth": nth,
            "rule_id": rule.id,
            "version_id": version.id,
            "badge_id": version.badge_id,
        }
        for place, rule in enumerate(settings.rules)
        for nth, version in enumerate(rule.versions)
    ]
    if rows:
        db.session.execute(insert(VERSIONS), rows)


def lots(proposal_id: int, person_ids: Collection[int]) -> Iterator[list[int]]:
    """The people in order, with about so many lines at a time."""
    size = func.json_array_length(ProposedAward.stale) + func.json_array_length(ProposedAward.fresh)
    rows = db.session.execute(
        select(ProposedAward.person_id, size.label("size"))
        .where(ProposedAward.proposal_id == proposal_id, size > 0)
        .order_by(ProposedAward.person_id)
    ).all()
    some: list[int] = []
    held = 0
    for row in rows:
        if row.person_id not in person_ids:
            continue
        if some and held + row.size > AT_ONCE:
            yield some
            some, held = [], 0
        some.append(row.person_id)
        held += row.size
    if some:
        yield some


WHOSE = (ProposedAward.proposal_id == bindparam("proposal")) & ProposedAward.person_id.in_(
    bindparam("people", expanding=True)
)
MADE_BY_NOBODY: dict[str, Any] = {
    "made_at": bindparam("at", type_=Instant),
    "made_by_id": null(),
    "is_silent": true(),
}


def insert_from(rows: Select[Any]) -> Insert:
    """Lines made inside the database; each column of the rows has the name of the line's."""
    return insert(LINES).from_select([column.name for column in rows.selected_columns], rows)


def reversed_lines() -> Select[Any]:
    """A reversal of each line that no longer holds."""
    items = items_of(ProposedAward.stale)
    numbers = (
        select(cast(cast(items.c.value, String), BigInteger))
        .select_from(ProposedAward)
        .join(items, true())
        .where(WHOSE)
    )
    made: dict[str, Any] = {
        "key": literal("reversal/") + cast(Line.id, String),
        "turn": literal(0),
        "points": -Line.points,
        "reverses_id": Line.id,
        "reason": literal(awards.RESCORED),
        "params": literal({}, JSON),
        **MADE_BY_NOBODY,
    }
    made |= {name: getattr(Line, name) for name in awards.Written._fields if name not in made}
    return select(*named(made)).where(Line.id.in_(numbers)).order_by(Line.id)


def fresh_lines() -> Select[Any]:
    """The lines that are new."""
    items = items_of(ProposedAward.fresh)
    place, nth = (part_of(items, name, Integer()) for name in ("place", "nth"))
    said = {name: part_of(items, name, LINES.c[name].type) for name in PARTS if name in LINES.c}
    number = func.nullif(said["activity_id"], 0)
    slot = (VERSIONS.c.rule_id, ProposedAward.person_id, *(said[name] for name in SLOT))
    made: dict[str, Any] = {
        **said,
        "key": joined(slot),
        "rule_id": VERSIONS.c.rule_id,
        "rule_version_id": VERSIONS.c.version_id,
        "badge_id": VERSIONS.c.badge_id,
        "subject_id": ProposedAward.person_id,
        "activity_id": func.coalesce(successor_of(number), number),
        "reverses_id": null(),
        **MADE_BY_NOBODY,
    }
    return (
        select(*named(made))
        .select_from(ProposedAward)
        .join(items, true())
        .join(VERSIONS, (VERSIONS.c.place == place) & (VERSIONS.c.nth == nth))
        .where(WHOSE)
        .order_by(ProposedAward.person_id)
    )


def successor_of(number: Any) -> Any:
    """The entry that has replaced this one since, because the change moved it to another day."""
    successor = Activity.__table__.alias("successor")
    return select(successor.c.id).where(successor.c.corrects_id == number).scalar_subquery()


def named(made: Mapping[str, Any]) -> list[Any]:
    return [value.label(name) for name, value in made.items()]


def items_of(stored: Any) -> Any:
    """The items of a JSON list, a row each."""
    if locks.is_postgresql():
        return func.json_array_elements(stored).table_valued(column("value", JSON), name="item")
    return func.json_each(stored).table_valued(column("value", JSON), name="item")


def part_of(items: Any, name: str, kind: TypeEngine[Any]) -> Any:
    """A part of such an item that is a list itself."""
    at = PARTS.index(name)
    if locks.is_postgresql():
        return cast(items.c.value.op("->>")(at), kind)
    return type_coerce(func.json_extract(items.c.value, f"$[{at}]"), kind)


def joined(parts: Iterable[Any]) -> Any:
    """The parts as one text, as in `awards.key_of`."""
    first, *rest = (cast(part, String) for part in parts)
    found: ColumnElement[str] = first
    for part in rest:
        found = found + literal("/") + part
    return found
