"""Many activities at once, from a file: one transaction, counted and replayed once at the end."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, func, insert, select, text, update

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Origin, Person, Void
from leaderboard.rules.model import Rule, Trigger
from leaderboard.scoring import locks, totals
from leaderboard.scoring.activities import CONTENT, NewActivity, cut_of
from leaderboard.scoring.rescoring import rescore

# Identities handled at a time: what is held in memory, and how often progress is told.
PORTION = 2000
INSERT_ACTIVITY = insert(Activity.__table__)
INSERT_ORIGIN = insert(Origin.__table__)
INSERT_VOID = insert(Void.__table__)


@dataclass(frozen=True)
class Row:
    """One identity of a source and what it now says; None: the row no longer gives this."""

    external_id: str
    kind_id: int
    new: NewActivity | None


@dataclass
class Report:
    """What a batch did, counted in identities. `kept_void` were voided by hand and stay so."""

    added: int = 0
    corrected: int = 0
    voided: int = 0
    unchanged: int = 0
    kept_void: int = 0
    touched: set[int] = field(default_factory=set)


def write_batch(
    rows: Iterable[Row],
    *,
    source: str,
    by_id: int | None,
    at: datetime,
    told: Callable[[int], None] = lambda count: None,
    is_dry: bool = False,
) -> Report:
    """Bring the ledger to what the rows say; the same rows again change nothing.

    The rows are taken as checked (`check_activity`), each identity at most once. A dry run does
    the same and rolls it back. `told` is called with the number of identities just handled.
    """
    report = Report()
    try:
        with write_transaction(db.session):
            locks.hold_configuration()
            settings = configuration.current()
            for portion in portions(rows):
                write_portion(portion, report, settings, source=source, by_id=by_id, at=at)
                told(len(portion))
            settle(report.touched, settings, at=at)
            if is_dry:
                raise DryRun
    except DryRun:
        return report
    return report


class DryRun(Exception):
    """Leaves the transaction of a dry run so that it is rolled back."""


def portions(rows: Iterable[Row]) -> Iterable[list[Row]]:
    rest = iter(rows)
    while portion := list(islice(rest, PORTION)):
        yield portion


def write_portion(
    portion: list[Row],
    report: Report,
    settings: Configuration,
    *,
    source: str,
    by_id: int | None,
    at: datetime,
) -> None:
    """Sort the rows into new, changed and gone, and write each sort by one statement."""
    known = read_origins(source, {row.external_id for row in portion})
    fresh: list[tuple[Row, NewActivity, Any]] = []
    voided: list[tuple[int, str]] = []
    gone: list[int] = []
    for row in portion:
        origin = known.get((row.external_id, row.kind_id))
        digest = row.new.digest() if row.new else GONE
        if origin is not None and origin.digest == digest:
            report.kept_void += origin.is_void and digest != GONE
            report.unchanged += not origin.is_void or digest == GONE
            continue
        if origin is not None and not origin.is_void:
            voided.append((origin.activity_id, "corrected" if row.new else "gone"))
            report.touched.add(origin.subject_id)
            report.voided += row.new is None
        if row.new is None:
            gone += [origin.id] if origin is not None else []
            continue
        fresh.append((row, row.new, origin))
        report.touched.add(row.new.subject_id)
        report.added += origin is None
        report.corrected += origin is not None
    write_voids(voided, by_id=by_id, at=at)
    if gone:
        db.session.execute(update(Origin).where(Origin.id.in_(gone)).values(digest=GONE))
    if fresh:
        write_entries(fresh, settings, source=source, by_id=by_id, at=at)


# The digest of a row that no longer gives the activity.
GONE = ""


def read_origins(source: str, external_ids: set[str]) -> dict[tuple[str, int], Any]:
    """What is known of these identities: the digest last seen, the entry, whether it is void."""
    rows = db.session.execute(
        select(
            Origin.id,
            Origin.external_id,
            Origin.kind_id,
            Origin.digest,
            Origin.activity_id,
            Activity.subject_id,
            Void.id.is_not(None).label("is_void"),
        )
        .join(Activity, Activity.id == Origin.activity_id)
        .outerjoin(Void, Void.activity_id == Origin.activity_id)
        .where(Origin.source == source, Origin.external_id.in_(sorted(external_ids)))
    )
    return {(row.external_id, row.kind_id): row for row in rows}


def write_voids(voided: list[tuple[int, str]], *, by_id: int | None, at: datetime) -> None:
    rows = [
        {"activity_id": activity_id, "at": at, "by_id": by_id, "reason": reason}
        for activity_id, reason in sorted(voided)
    ]
    if rows:
        db.session.connection().execute(INSERT_VOID, rows)


def write_entries(
    fresh: list[tuple[Row, NewActivity, Any]],
    settings: Configuration,
    *,
    source: str,
    by_id: int | None,
    at: datetime,
) -> None:
    """The entries under numbers drawn together, and where each came from."""
    numbers = draw_numbers(len(fresh))
    entries, first_seen, moved = [], [], []
    for number, (row, new, origin) in zip(numbers, fresh, strict=True):
        digest = new.digest()
        entries.append(
            {
                "id": number,
                "client_id": uuid4().hex,
                "digest": digest,
                "team_id": settings.team_of(new.subject_id, new.occurred_on),
                "cut_id": cut_of(new.value_ids, settings),
                "occurred_at": new.occurred_at or at,
                "is_time_known": new.occurred_at is not None,
                "logged_at": at,
                "logged_by_id": by_id,
                "corrects_id": origin.activity_id if origin else None,
                **{name: getattr(new, name) for name in CONTENT},
            }
        )
        if origin is None:
            first_seen.append(
                {
                    "source": source,
                    "external_id": row.external_id,
                    "kind_id": row.kind_id,
                    "digest": digest,
                    "activity_id": number,
                }
            )
        else:
            moved.append({"origin_id": origin.id, "digest": digest, "activity_id": number})
    connection = db.session.connection()
    connection.execute(INSERT_ACTIVITY, entries)
    if first_seen:
        connection.execute(INSERT_ORIGIN, first_seen)
    if moved:
        connection.execute(MOVE_ORIGIN, moved)


MOVE_ORIGIN = (
    update(Origin.__table__)
    .where(Origin.__table__.c.id == bindparam("origin_id"))
    .values(digest=bindparam("digest"), activity_id=bindparam("activity_id"))
)


def draw_numbers(count: int) -> Sequence[int]:
    """The next numbers of the ledger; nobody else logs while a batch is written."""
    if locks.is_postgresql():
        drawn = text(
            "SELECT nextval(pg_get_serial_sequence('activity', 'id')) FROM generate_series(1, :n)"
        )
        return list(db.session.scalars(drawn, {"n": count}))
    last = db.session.scalar(select(func.max(Activity.id))) or 0
    return range(last + 1, last + 1 + count)


def settle(touched: set[int], settings: Configuration, *, at: datetime) -> None:
    """Count and replay those whose entries changed, and those a first of the day may concern."""
    if not touched:
        return
    totals.recount(settings.almanac, subject_ids=touched)
    people = set(db.session.scalars(select(Person.id)))
    rescore(people if looks_at_any_team(settings.rules) else people & touched, at=at)


def looks_at_any_team(rules: Iterable[Rule]) -> bool:
    return any(v.trigger is Trigger.FIRST_IN_TEAM for rule in rules for v in rule.versions)
