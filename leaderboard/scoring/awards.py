"""The ledger of awards: writing and reversing lines, with the points they move."""

from collections.abc import Collection, Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import insert

from leaderboard.configuration import Configuration
from leaderboard.inserts import Rows
from leaderboard.models import Award as Line
from leaderboard.rules.evaluation import applies, evaluate, limited
from leaderboard.rules.model import Earned, Entry, Slot, Version
from leaderboard.rules.periods import period_of
from leaderboard.scoring.bulk import insert_rows
from leaderboard.scoring.facts import QUERIES
from leaderboard.scoring.known import KnownTotals
from leaderboard.scoring.lines import slots_asked, times_used
from leaderboard.scoring.totals import TotalChange, of_points
from leaderboard.statements.compiled import row_type

RESCORED = "rescored"

# Built once: compiling it again for every log costs more than running it.
INSERT = Rows(insert(Line.__table__))
Written = row_type(column.key for column in Line.__table__.c if column.key != "id")


def earn(
    entry: Entry, *, subject_id: int, configuration: Configuration, rows: Collection[Any]
) -> list[tuple[Earned, int]]:
    """What an entry that is last in order earns, each with its slot's turn: the fast path. The rows
    are the person's totals as they were before it (`KnownTotals`)."""
    goals = configuration.paying_goals(subject_id)
    standing = [
        (rule, version)
        for rule in configuration.rules_for(subject_id, kind_id=entry.kind_id)
        if (version := rule.version_on(entry.day)) and applies(version, entry)
    ]
    if not standing:
        return []
    known = KnownTotals(
        entry,
        subject_id=subject_id,
        goals=goals,
        rows=rows,
        configuration=configuration,
    )
    found = []
    for rule, version in standing:
        query = QUERIES[version.trigger.name]
        if query.is_out_of_question(known, rule, version):
            continue
        facts = query.facts(known, version)
        awards = evaluate(rule, version, entry, facts, subject_id=subject_id, world=known.world)
        if awards:
            found.append((version, awards))
    return within_limits(found, entry, subject_id=subject_id, configuration=configuration)


def within_limits(
    found: list[tuple[Version, list[Earned]]],
    entry: Entry,
    *,
    subject_id: int,
    configuration: Configuration,
) -> list[tuple[Earned, int]]:
    """What limits and earlier awards leave, with the turns of the slots."""
    past = slots_asked([award.slot for _, some in found for award in some])
    granted: list[tuple[Earned, int]] = []
    for version, some in found:
        used = 0
        if version.limits.most:
            since = period_of(version.limits.per, entry.day, configuration.almanac).start
            used = times_used(subject_id, some[0].slot.rule_id, since=since, until=entry.day)
        kept = limited(some, version, used=used, taken=past.taken)
        granted += [(award, past.turns[award.slot]) for award in kept]
    return granted


def write(awards: Collection[tuple[Earned, int]], *, at: datetime, is_silent: bool) -> list[Any]:
    """Write the awards down; returns the lines as written."""
    rows = rows_of(awards, at=at, is_silent=is_silent)
    INSERT.send(rows)
    return [Written(**row) for row in rows]


def rows_of(
    awards: Collection[tuple[Earned, int]], *, at: datetime, is_silent: bool
) -> list[dict[str, Any]]:
    """The awards as rows of the ledger, ready for `INSERT`, by key."""
    rows = [row_of(award, turn=turn, at=at, is_silent=is_silent) for award, turn in awards]
    return sorted(rows, key=itemgetter("key"))


def write_many(awards: Collection[tuple[Earned, int]], *, at: datetime) -> None:
    """Write thousands of awards, silently."""
    rows = [
        tuple(row_of(award, turn=turn, at=at, is_silent=True).values()) for award, turn in awards
    ]
    insert_rows(Line.__table__, Written._fields, rows)


def points_of(awards: Collection[tuple[Earned, int]]) -> list[TotalChange]:
    """What the awards add to the totals."""
    return [
        of_points(
            day=award.day,
            subject_id=award.slot.subject_id,
            team_id=award.team_id,
            points=award.points,
        )
        for award, _ in awards
        if award.points
    ]


def row_of(award: Earned, *, turn: int, at: datetime, is_silent: bool) -> dict[str, Any]:
    """An award as a row of the ledger."""
    slot = award.slot
    return {
        "key": key_of(slot, turn),
        "rule_id": slot.rule_id,
        "rule_version_id": award.version_id,
        "subject_id": slot.subject_id,
        "team_id": award.team_id,
        "window_start": slot.window_start,
        "cause": slot.cause,
        "turn": turn,
        "times": award.times,
        "points": award.points,
        "badge_id": award.badge_id,
        "activity_id": award.number or None,
        "occurred_on": award.day,
        "made_at": at,
        "made_by_id": None,
        "reason": award.reason,
        "params": dict(award.params),
        "is_silent": is_silent,
        "reverses_id": None,
    }


def key_of(slot: Slot, turn: int) -> str:
    """What can exist only once: an award for this, after this many reversals."""
    return f"{slot.rule_id}/{slot.subject_id}/{slot.window_start}/{slot.cause}/{turn}"


def reverse(
    lines: Iterable[Any],
    *,
    at: datetime,
    reason: str,
    by_id: int | None = None,
    params: dict[str, Any] | None = None,
    is_silent: bool = True,
) -> list[TotalChange]:
    """Reverse lines, each by a line of its own; the points go back too."""
    lines = sorted(lines, key=lambda line: line.id)
    rows = [
        {
            **mirror_of(line),
            "made_at": at,
            "made_by_id": by_id,
            "reason": reason,
            "params": params or {},
            "is_silent": is_silent,
        }
        for line in lines
    ]
    if rows:
        INSERT.send(rows)
    return [
        of_points(
            day=line.occurred_on,
            subject_id=line.subject_id,
            team_id=line.team_id,
            points=-line.points,
            entries=-1,
        )
        for line in lines
        if line.points
    ]


def mirror_of(line: Any) -> dict[str, Any]:
    """What a reversal says about the award it takes back."""
    return {
        "key": f"reversal/{line.id}",
        "rule_id": line.rule_id,
        "rule_version_id": line.rule_version_id,
        "subject_id": line.subject_id,
        "team_id": line.team_id,
        "window_start": line.window_start,
        "cause": line.cause,
        "turn": 0,
        "times": line.times,
        "points": -line.points,
        "badge_id": line.badge_id,
        "activity_id": line.activity_id,
        "occurred_on": line.occurred_on,
        "reverses_id": line.id,
    }
