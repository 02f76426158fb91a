"""The ledger of awards: writing lines and taking them back, with the points they move."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Award as Line
from leaderboard.rules.evaluation import applies, concerned, evaluate, limited
from leaderboard.rules.model import Award, Entry, Slot, Version
from leaderboard.rules.periods import period_of
from leaderboard.scoring.facts import Known
from leaderboard.scoring.totals import Change, of_points

TAKEN_BACK = "taken_back"
RESCORED = "rescored"

# Built once: compiling it anew for every log costs more than running it.
INSERT = insert(Line.__table__)


def earn(entry: Entry, *, subject_id: int, configuration: Configuration) -> list[tuple[Award, int]]:
    """What an entry that is last in order earns, each with the turn of its slot: the fast path."""
    goals = configuration.paying_goals(subject_id)
    rules = concerned(configuration.rules, goals, kind_id=entry.kind_id)
    standing = [
        (rule, version)
        for rule in rules
        if (version := rule.version_on(entry.day)) and applies(version, entry)
    ]
    if not standing:
        return []
    known = Known(
        entry,
        subject_id=subject_id,
        goals=goals,
        kind_ids={entry.kind_id}.union(*(goal.kind_ids for goal in goals)),
        configuration=configuration,
    )
    found = []
    for rule, version in standing:
        facts = known.facts(version)
        awards = evaluate(rule, version, entry, facts, subject_id=subject_id, world=known.world)
        if awards:
            found.append((version, awards))
    return within_limits(found, entry, subject_id=subject_id, configuration=configuration)


def within_limits(
    found: list[tuple[Version, list[Award]]],
    entry: Entry,
    *,
    subject_id: int,
    configuration: Configuration,
) -> list[tuple[Award, int]]:
    """Those that limits and earlier awards leave, with their turns: one look at the ledger."""
    if not found:
        return []
    starts = [award.slot.window_start for _, awards in found for award in awards]
    per = [
        period_of(version.limits.per, entry.day, configuration.almanac).start
        for version, _ in found
        if version.limits.most
    ]
    past = read_lines(
        subject_id,
        rule_ids={award.slot.rule_id for _, awards in found for award in awards},
        since=min([*starts, *per]),
    )
    granted: list[tuple[Award, int]] = []
    for version, awards in found:
        window = period_of(version.limits.per, entry.day, configuration.almanac)
        used = past.used(awards[0].slot.rule_id, window.start, window.end)
        kept = limited(awards, version, used=used, taken=past.taken)
        granted += [(award, past.turns[award.slot]) for award in kept]
    return granted


class Past:
    """A person's lines of some rules: which slots are taken, and how often each was reversed."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.live: dict[Slot, Any] = {}
        self.suppressed: dict[Slot, Any] = {}
        self.turns: dict[Slot, int] = defaultdict(int)
        for row in rows:
            slot = Slot(row.rule_id, row.subject_id, row.window_start, row.cause)
            if row.taken is None:
                self.live[slot] = row
                continue
            self.turns[slot] += 1
            if row.taken == TAKEN_BACK:
                self.suppressed[slot] = row

    @property
    def taken(self) -> Collection[Slot]:
        return self.live.keys() | self.suppressed.keys()

    def used(self, rule_id: int, start: date, end: date) -> int:
        """How many times the rule has paid in the span; what was taken back stays used."""
        return sum(
            row.times
            for slot, row in [*self.live.items(), *self.suppressed.items()]
            if slot.rule_id == rule_id and start <= row.occurred_on < end
        )


def read_lines(subject_id: int, *, rule_ids: Collection[int], since: date | None = None) -> Past:
    """The person's awards of these rules, each with the reason it was taken back for, if it was."""
    reversal = aliased(Line)
    statement = (
        select(
            Line.id,
            Line.rule_id,
            Line.rule_version_id,
            Line.subject_id,
            Line.team_id,
            Line.window_start,
            Line.cause,
            Line.times,
            Line.points,
            Line.badge_id,
            Line.activity_id,
            Line.occurred_on,
            Line.reason,
            reversal.reason.label("taken"),
        )
        .outerjoin(reversal, reversal.reverses_id == Line.id)
        .where(
            Line.subject_id == subject_id,
            Line.rule_id.in_(sorted(rule_ids)),
            Line.reverses_id.is_(None),
        )
    )
    if since is not None:
        statement = statement.where((Line.window_start >= since) | (Line.occurred_on >= since))
    return Past(db.session.execute(statement))


def write(awards: Collection[tuple[Award, int]], *, at: datetime, is_silent: bool) -> list[Change]:
    """Write the awards down; the points they add to the totals come back."""
    rows = [row_of(award, turn=turn, at=at, is_silent=is_silent) for award, turn in awards]
    if rows:
        db.session.connection().execute(INSERT, sorted(rows, key=lambda row: row["key"]))
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


def row_of(award: Award, *, turn: int, at: datetime, is_silent: bool) -> dict[str, Any]:
    """An award as a line of the ledger."""
    slot = award.slot
    return {
        "key": f"{slot.rule_id}/{slot.subject_id}/{slot.window_start}/{slot.cause}/{turn}",
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
        "activity_id": award.number,
        "occurred_on": award.day,
        "made_at": at,
        "made_by_id": None,
        "reason": award.reason.value,
        "params": dict(award.params),
        "is_silent": is_silent,
        "reverses_id": None,
    }


def reverse(
    lines: Iterable[Any],
    *,
    at: datetime,
    reason: str,
    by_id: int | None = None,
    params: dict[str, Any] | None = None,
    is_silent: bool = True,
) -> list[Change]:
    """Take lines back, each by a line of its own; the points they take come back."""
    lines = sorted(lines, key=lambda line: line.id)
    rows = [
        {
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
            "made_at": at,
            "made_by_id": by_id,
            "reason": reason,
            "params": params or {},
            "is_silent": is_silent,
            "reverses_id": line.id,
        }
        for line in lines
    ]
    if rows:
        db.session.connection().execute(INSERT, rows)
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
