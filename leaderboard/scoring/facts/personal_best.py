"""What a window held before an entry, and the best earlier window."""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select

from leaderboard.extensions import db
from leaderboard.models import Activity, Total
from leaderboard.rules.condition import Condition
from leaderboard.rules.model import PayingRule, Slot, Version
from leaderboard.rules.periods import Span, period_of
from leaderboard.rules.trigger import window_start
from leaderboard.rules.triggers.personal_best import CAUSE, BestFacts, Bests
from leaderboard.rules.windows import OpenWindow
from leaderboard.scoring.beginnings import Beginning, counted_of, held, sums
from leaderboard.scoring.conditions import counted, has_value
from leaderboard.scoring.known import KnownTotals, Query
from leaderboard.scoring.lines import slots_asked
from leaderboard.statements import Prepared


class PersonalBestQuery(Query):
    """The windows from a person's totals or, where those cannot tell, from the person's entries."""

    def facts(self, known: KnownTotals, version: Version) -> BestFacts:
        condition = version.condition
        best = known.once("best", condition, lambda: best_before(known, condition))
        return BestFacts(known.before(condition), best)

    def memories(self, version: Version, beginning: Beginning) -> dict[int, Bests]:
        condition = version.condition
        window = beginning.window(condition)
        span = beginning.before(window.start)
        totals = sums(condition, beginning, span)
        best = greatest_windows(condition, beginning, span.start)
        return {
            person_id: Bests(
                condition,
                beginning.almanac,
                OpenWindow(
                    window.start,
                    window.end,
                    totals.get(person_id, 0),
                    best=best.get(person_id, 0),
                ),
            )
            for person_id in {*totals, *best}
        }

    def is_out_of_question(self, known: KnownTotals, rule: PayingRule, version: Version) -> bool:
        condition = version.condition
        return (
            after(known, condition) < condition.target
            or is_paid(known, rule, condition)
            or is_unbeaten(known, condition)
        )


def after(known: KnownTotals, condition: Condition) -> int:
    """What the window comes to with the entry."""
    return known.before(condition) + known.entry.measure(condition.measure)


def is_paid(known: KnownTotals, rule: PayingRule, condition: Condition) -> bool:
    """Whether the window has been paid as the personal best; it is not paid twice."""
    start = window_start(condition, known.entry.day, known.world.almanac)
    slot = Slot(rule.id, known.subject_id, start, CAUSE)
    return slot in slots_asked([slot]).taken


def is_unbeaten(known: KnownTotals, condition: Condition) -> bool:
    """Whether no earlier window reaches what this one comes to with the entry. The latest one that
    does is enough, and found sooner than the greatest of all."""
    if condition.depends_on_amount:
        return False
    unbeaten = windows_before(condition, is_unbeaten=True)
    asked = earlier_windows(known, condition)
    return unbeaten.scalar(**asked, after=after(known, condition)) is not None


def best_before(known: KnownTotals, condition: Condition) -> int:
    """The greatest sum of an earlier window."""
    if condition.depends_on_amount:
        return best_of_entries(known, condition)
    greatest = windows_before(condition, is_unbeaten=False)
    return greatest.scalar(**earlier_windows(known, condition)) or 0


def earlier_windows(known: KnownTotals, condition: Condition) -> dict[str, Any]:
    window = known.window(condition)
    return {"subject": known.subject_id, "window": window.kind.value, "start": window.start}


def best_of_entries(known: KnownTotals, condition: Condition) -> int:
    sums: dict[date, int] = {}
    window = known.window(condition)
    before = Span(date.min, window.start)
    for row in db.session.execute(counted(condition, known.subject_id, before)):
        start = period_of(window.kind, row.occurred_on, known.world.almanac).start
        sums[start] = sums.get(start, 0) + row.counted
    return max(sums.values(), default=0)


def greatest_windows(condition: Condition, beginning: Beginning, start: date) -> dict[int, int]:
    """Each person's greatest window before this one; never below zero."""
    if condition.depends_on_amount:
        return greatest_of_entries(condition, beginning, start)
    each = (
        select(Total.subject_id, func.sum(getattr(Total, condition.measure.value)).label("value"))
        .where(
            *held(condition, beginning),
            Total.period_kind == condition.window.value,
            Total.start < start,
        )
        .group_by(Total.subject_id, Total.start)
        .subquery()
    )
    rows = db.session.execute(
        select(each.c.subject_id, func.max(each.c.value)).group_by(each.c.subject_id)
    )
    return {person_id: max(0, int(value)) for person_id, value in rows}


def greatest_of_entries(condition: Condition, beginning: Beginning, start: date) -> dict[int, int]:
    """The same from the entries, where the totals cannot tell."""
    by = (Activity.subject_id, Activity.occurred_on)
    statement = counted_of(condition, beginning, Span(date.min, start), *by)
    windows: dict[tuple[int, date], int] = defaultdict(int)
    for person_id, day, value in db.session.execute(statement):
        first = period_of(condition.window, day, beginning.almanac).start
        windows[person_id, first] += int(value)
    best: dict[int, int] = defaultdict(int)
    for (person_id, _first), value in windows.items():
        best[person_id] = max(best[person_id], value)
    return best


@lru_cache(maxsize=512)
def windows_before(condition: Condition, *, is_unbeaten: bool) -> Prepared:
    """A person's greatest earlier window under this condition, or the latest one not
    below `after`."""
    held = func.sum(getattr(Total, condition.measure.value))
    statement = (
        select(held.cast(BigInteger))
        .where(
            Total.subject_id == bindparam("subject"),
            Total.period_kind == bindparam("window"),
            Total.kind_id == condition.kind_id,
            Total.start < bindparam("start"),
            *has_value(Total.cut_id, condition),
        )
        .group_by(Total.start)
        .limit(1)
    )
    if is_unbeaten:
        return Prepared(statement.having(held >= bindparam("after")).order_by(Total.start.desc()))
    return Prepared(statement.order_by(held.desc()))


QUERY = PersonalBestQuery()
