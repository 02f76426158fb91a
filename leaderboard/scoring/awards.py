"""The ledger of awards: writing lines and taking them back, with the points they move."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Award as Line
from leaderboard.rules.evaluation import applies, evaluate, limited
from leaderboard.rules.model import Award, Entry, Rule, Settings, Slot, TakenBack, Trigger, Version
from leaderboard.rules.periods import period_of
from leaderboard.rules.triggers import BEST, window_start
from leaderboard.scoring.facts import Known
from leaderboard.scoring.totals import Change, of_points
from leaderboard.statements import Prepared, Rows, row_type

TAKEN_BACK = "taken_back"
RESCORED = "rescored"

# Built once: compiling it anew for every log costs more than running it.
INSERT = Rows(insert(Line.__table__))
Written = row_type(column.key for column in Line.__table__.c if column.key != "id")


def earn(entry: Entry, *, subject_id: int, configuration: Configuration) -> list[tuple[Award, int]]:
    """What an entry that is last in order earns, each with the turn of its slot: the fast path."""
    goals = configuration.paying_goals(subject_id)
    standing = [
        (rule, version)
        for rule in configuration.rules_for(subject_id, kind_id=entry.kind_id)
        if (version := rule.version_on(entry.day)) and applies(version, entry)
    ]
    if not standing:
        return []
    known = Known(
        entry,
        subject_id=subject_id,
        goals=goals,
        kind_ids=frozenset({entry.kind_id}).union(*(goal.kind_ids for goal in goals)),
        configuration=configuration,
    )
    found = []
    for rule, version in standing:
        if is_out_of_question(rule, version, known):
            continue
        facts = known.facts(version)
        awards = evaluate(rule, version, entry, facts, subject_id=subject_id, world=known.world)
        if awards:
            found.append((version, awards))
    return within_limits(found, entry, subject_id=subject_id, configuration=configuration)


def is_out_of_question(rule: Rule, version: Version, known: Known) -> bool:
    """Whether little tells that the entry earns nothing by this version. All facts of a streak or
    of a personal best take a look at the days or the windows that were ever before."""
    settings = version.settings
    if version.trigger is Trigger.STREAK:
        return known.has_today(settings)
    return version.trigger is Trigger.PERSONAL_BEST and (
        known.is_below_target(settings)
        or is_paid_best(rule, settings, known)
        or known.is_no_best(settings)
    )


def is_paid_best(rule: Rule, settings: Settings, known: Known) -> bool:
    """Whether the window is paid as the personal best; it would be no second time."""
    start = window_start(settings, known.entry, known.world)
    slot = Slot(rule.id, known.subject_id, start, BEST)
    return slot in slots_asked([slot]).taken


def within_limits(
    found: list[tuple[Version, list[Award]]],
    entry: Entry,
    *,
    subject_id: int,
    configuration: Configuration,
) -> list[tuple[Award, int]]:
    """Those that limits and earlier awards leave, with the turns of their slots."""
    past = slots_asked([award.slot for _, some in found for award in some])
    granted: list[tuple[Award, int]] = []
    for version, some in found:
        used = 0
        if version.limits.most:
            since = period_of(version.limits.per, entry.day, configuration.almanac).start
            used = times_used(subject_id, some[0].slot.rule_id, since=since, until=entry.day)
        kept = limited(some, version, used=used, taken=past.taken)
        granted += [(award, past.turns[award.slot]) for award in kept]
    return granted


def slots_asked(slots: Collection[Slot]) -> "Past":
    """What stands in these slots. An entry that is new has no slot of its own in the past."""
    return Past(
        row
        for slot in slots
        if not slot.cause.startswith("activity:")
        for row in SLOT.all(
            subject=slot.subject_id,
            rule=slot.rule_id,
            start=slot.window_start,
            cause=slot.cause,
        )
    )


def times_used(subject_id: int, rule_id: int, *, since: date, until: date) -> int:
    """How many times the rule has paid on these days; what was taken back stays used."""
    used: int = USED.scalar(subject=subject_id, rule=rule_id, since=since, until=until)
    return used


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
    def taken_back(self) -> list[TakenBack]:
        """What managers took back, as the rules see it."""
        return [
            TakenBack(slot, row.occurred_on, row.activity_id, row.times)
            for slot, row in self.suppressed.items()
        ]

    @cached_property
    def taken(self) -> frozenset[Slot]:
        return frozenset(self.live) | frozenset(self.suppressed)


REVERSAL = Line.__table__.alias("reversal")
LINES = (
    select(*Line.__table__.c, REVERSAL.c.reason.label("taken"))
    .outerjoin(REVERSAL, REVERSAL.c.reverses_id == Line.id)
    .where(Line.subject_id == bindparam("subject"), Line.reverses_id.is_(None))
)
OF_RULES = LINES.where(Line.rule_id.in_(bindparam("rules", expanding=True)))
# Of a slot only who stands in it; reading whole lines takes longer than finding them.
STANDING = LINES.with_only_columns(
    Line.rule_id,
    Line.subject_id,
    Line.window_start,
    Line.cause,
    REVERSAL.c.reason.label("taken"),
    maintain_column_froms=True,
)
SLOT = Prepared(
    STANDING.where(
        Line.rule_id == bindparam("rule"),
        Line.window_start == bindparam("start"),
        Line.cause == bindparam("cause"),
    )
)
USED = Prepared(
    select(func.coalesce(func.sum(Line.times), 0))
    .outerjoin(REVERSAL, REVERSAL.c.reverses_id == Line.id)
    .where(
        Line.subject_id == bindparam("subject"),
        Line.rule_id == bindparam("rule"),
        Line.reverses_id.is_(None),
        Line.occurred_on >= bindparam("since"),
        Line.occurred_on <= bindparam("until"),
        or_(REVERSAL.c.id.is_(None), REVERSAL.c.reason == TAKEN_BACK),
    )
)


def read_lines(subject_id: int, *, rule_ids: Collection[int]) -> Past:
    """The person's awards of these rules, each with the reason it was taken back for, if it was."""
    values = {"subject": subject_id, "rules": sorted(rule_ids)}
    return Past(db.session.connection().execute(OF_RULES, values))


def write(awards: Collection[tuple[Award, int]], *, at: datetime, is_silent: bool) -> list[Any]:
    """Write the awards down; the lines as they were written come back."""
    rows = [row_of(award, turn=turn, at=at, is_silent=is_silent) for award, turn in awards]
    rows.sort(key=lambda row: row["key"])
    if rows:
        INSERT.send(rows)
    return [Written(**row) for row in rows]


def points_of(awards: Collection[tuple[Award, int]]) -> list[Change]:
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


def row_of(award: Award, *, turn: int, at: datetime, is_silent: bool) -> dict[str, Any]:
    """An award as a line of the ledger."""
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
        "activity_id": award.number,
        "occurred_on": award.day,
        "made_at": at,
        "made_by_id": None,
        "reason": award.reason.value,
        "params": dict(award.params),
        "is_silent": is_silent,
        "reverses_id": None,
    }


def key_of(slot: Slot, turn: int) -> str:
    """What there can be but one of: an award for this, so many reversals later."""
    return f"{slot.rule_id}/{slot.subject_id}/{slot.window_start}/{slot.cause}/{turn}"


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
    """What a reversal says of the award that it takes back."""
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
