"""From the stage into the ledger: portion by portion, each with its totals and awards.

The ledger is consistent at every moment: a portion is one transaction, and no later portion changes
what an earlier one paid. An import of one portion shows all at once; a longer one arrives person by
person, while others log.
"""

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, String, cast, func, insert, literal, select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Audit, Origin
from leaderboard.models.types import Instant
from leaderboard.rules.model import Version
from leaderboard.scoring import awards, locks, stage, totals
from leaderboard.scoring.conditions import meets
from leaderboard.scoring.differences import Correction
from leaderboard.scoring.firsts import lines_of_teams
from leaderboard.scoring.foresight import Foresight, corrected, foresee, is_outdated
from leaderboard.scoring.new_activity import CONTENT
from leaderboard.scoring.origins import (
    draw_numbers,
    forget_origins,
    move_origins,
    write_voids,
)
from leaderboard.scoring.places import PLACE, versions_of_teams
from leaderboard.scoring.rescoring import rescore
from leaderboard.scoring.stage import STAGED, Portion
from leaderboard.scoring.totals import LIVE
from leaderboard.scoring.turns import give_way

# How often to compute a portion again before it is computed while everybody waits.
TRIES = 3
ENTRY = ("digest", "team_id", "cut_id", "place_id", "occurred_at", "is_time_known", *CONTENT)


def carry_through(told: Callable[[int], None] = lambda written: None) -> None:
    """Write everything staged for the import that was decided, and then its line in the audit.
    `told` is called with the number of rows in each portion."""
    run, room = stage.unfinished(), stage.Room()
    for portion in stage.portions(room):
        held = write_portion(portion, run)
        room.learn(held)
        told(portion.size)
        give_way(held)
    with write_transaction(db.session):
        record(run)
        stage.close_run()


def record(run: Any) -> None:
    """The import's line in the audit. It comes last, because it makes a new configuration."""
    db.session.add(
        Audit(
            at=run.at,
            by_id=run.by_id,
            action="import",
            noun="activity",
            noun_id=configuration.current().organisation_id,
            after={"source": run.source, "file": run.file, **run.counts},
        )
    )


def write_portion(portion: Portion, run: Any) -> float:
    """Write a portion in one transaction; returns how many seconds others had to wait."""
    for tries_left in reversed(range(TRIES)):
        found = look_ahead(portion, run)
        begun = time.monotonic()
        with write_transaction(db.session):
            locks.hold_configuration()
            begun = time.monotonic()
            settings = configuration.current()
            is_old = is_outdated(found, portion, settings)
            if is_old and not tries_left:
                portion.label(settings)
                found = foresee(portion, settings)
            if not is_old or not tries_left:
                write(portion, found, settings, run)
                break
    return time.monotonic() - begun


def look_ahead(portion: Portion, run: Any) -> Foresight:
    """Compute the portion's results while others log."""
    settings = configuration.current()
    if settings.number != run.configuration_number:
        with write_transaction(db.session):
            settings = configuration.current()
            portion.label(settings)
    return foresee(portion, settings)


def write(portion: Portion, found: Foresight, settings: Configuration, run: Any) -> None:
    """The voids, the entries and their origins, the awards, the totals."""
    lost = lost_firsts(found.replaced, settings)
    # Entries first: a correction keeps the place only of an entry that stands.
    first = write_entries(portion, settings, run, has_known=bool(found.replaced))
    write_voids(
        [
            (row.activity_id, "corrected" if row.digest else "gone")
            for row in found.replaced
            if not row.is_void
        ],
        by_id=run.by_id,
        at=run.at,
    )
    found = found.shifted(first)
    lines = lines_of_teams(settings.rules)
    firsts = corrected(found.entries, lines, settings, since=found.since)
    post([*found.corrections, *firsts], at=run.at)
    heirs = {owner for place in lost if (owner := first_in(*place)) is not None}
    others = {heir.subject_id for heir in heirs} - found.entries.keys()
    rescore(others, at=run.at, rules=lines, since=found.since)
    totals.recount(settings.almanac, subject_ids=found.subjects)
    portion.forget()


def write_entries(portion: Portion, settings: Configuration, run: Any, *, has_known: bool) -> int:
    """The entries, and the rows behind them; returns the first one's number."""
    size = select(func.count()).select_from(STAGED).where(portion.holds, STAGED.c.digest != "")
    first = draw_numbers(db.session.scalar(size) or 0)
    names = (*ENTRY, "external_id", "origin_id")
    rows = portion.entries(names, settings, first=first).subquery()
    corrected = select(Origin.activity_id).where(Origin.id == rows.c.origin_id).scalar_subquery()
    made = {
        "id": rows.c.id,
        "client_id": literal(f"{run.batch}-") + cast(rows.c.id, String),
        "logged_at": literal(run.at, Instant),
        "logged_by_id": literal(run.by_id, BigInteger),
        "corrects_id": corrected,
        **{name: rows.c[name] for name in ENTRY},
    }
    came = {
        "source": literal(run.source),
        "activity_id": rows.c.id,
        **{name: rows.c[name] for name in ("external_id", "kind_id", "digest")},
    }
    is_known = rows.c.origin_id.is_not(None)
    insert_from(Activity, select(*made.values()), made)
    insert_from(Origin, select(*came.values()).where(~is_known), came)
    if has_known:
        known = select(rows.c.origin_id, rows.c.digest, rows.c.id).where(is_known)
        move_origins(db.session.execute(known).all())
        gone = select(STAGED.c.origin_id).where(portion.holds, STAGED.c.digest == "")
        forget_origins(db.session.scalars(gone).all())
    return first


def insert_from(table: Any, rows: Select[Any], names: Iterable[str]) -> None:
    """Inside the database, bypassing Python: that is what the stage is for."""
    db.session.execute(insert(table.__table__).from_select(list(names), rows))


def post(corrections: Iterable[Correction], *, at: datetime) -> None:
    """Reverse lines and write lines; the totals are counted afterwards."""
    found = list(corrections)
    stale = [line for item in found for line in item.stale]
    awards.reverse(stale, at=at, reason=awards.RESCORED)
    awards.write_many([award for item in found for award in item.fresh], at=at)


def lost_firsts(replaced: Iterable[Any], settings: Configuration) -> set[tuple[Version, int, date]]:
    """For which team, day and rule an entry that is about to be taken back is the first."""
    return {
        (version, row.team_id, row.occurred_on)
        for version in versions_of_teams(settings.rules)
        for row in replaced
        if row.kind_id == version.condition.kind_id and not row.is_void
        if (first := first_in(version, row.team_id, row.occurred_on)) is not None
        if first.id == row.activity_id
    }


def first_in(version: Version, team_id: int, day: date) -> Any | None:
    """The first entry of a team's day that the version counts: its number and its owner."""
    return db.session.execute(
        select(Activity.id, Activity.subject_id)
        .where(
            Activity.team_id == team_id,
            Activity.occurred_on == day,
            *meets(version.condition),
            LIVE,
        )
        .order_by(PLACE)
        .limit(1)
    ).one_or_none()
