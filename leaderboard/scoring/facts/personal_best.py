"""What a window held before an entry, and the best earlier window."""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select

from leaderboard.extensions import db
from leaderboard.models import Activity, Total
from leaderboard.rules.model import PayingRule, Settings, Slot, Version
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
        settings = version.settings
        best = known.once("best", settings, lambda: best_before(known, settings))
        return BestFacts(known.before(settings), best)

    def memories(self, version: Version, beginning: Beginning) -> dict[int, Bests]:
        settings = version.settings
        span = beginning.before(beginning.window(settings).start)
        totals = sums(settings, beginning, span)
        best = greatest_windows(settings, beginning, span.start)
        return {
            person_id: Bests(
                settings,
                beginning.almanac,
                OpenWindow(span.start, totals.get(person_id, 0), best=best.get(person_id, 0)),
            )
            for person_id in {*totals, *best}
        }

    def is_out_of_question(self, known: KnownTotals, rule: PayingRule, version: Version) -> bool:
        settings = version.settings
        return (
            after(known, settings) < settings.target
            or is_paid(known, rule, settings)
            or is_unbeaten(known, settings)
        )


def after(known: KnownTotals, settings: Settings) -> int:
    """What the window comes to with the entry."""
    return known.before(settings) + known.entry.measure(settings.measure)


def is_paid(known: KnownTotals, rule: PayingRule, settings: Settings) -> bool:
    """Whether the window has been paid as the personal best; it is not paid twice."""
    start = window_start(settings, known.entry.day, known.world.almanac)
    slot = Slot(rule.id, known.subject_id, start, CAUSE)
    return slot in slots_asked([slot]).taken


def is_unbeaten(known: KnownTotals, settings: Settings) -> bool:
    """Whether no earlier window reaches what this one comes to with the entry. The latest one that
    does is enough, and found sooner than the greatest of all."""
    if settings.has_amount_condition:
        return False
    unbeaten = windows_before(settings, is_unbeaten=True)
    asked = earlier_windows(known, settings)
    return unbeaten.scalar(**asked, after=after(known, settings)) is not None


def best_before(known: KnownTotals, settings: Settings) -> int:
    """The greatest sum of an earlier window."""
    if settings.has_amount_condition:
        return best_of_entries(known, settings)
    greatest = windows_before(settings, is_unbeaten=False)
    return greatest.scalar(**earlier_windows(known, settings)) or 0


def earlier_windows(known: KnownTotals, settings: Settings) -> dict[str, Any]:
    window = known.window(settings)
    return {"subject": known.subject_id, "window": window.kind.value, "start": window.start}


def best_of_entries(known: KnownTotals, settings: Settings) -> int:
    sums: dict[date, int] = {}
    window = known.window(settings)
    before = Span(date.min, window.start)
    for row in db.session.execute(counted(settings, known.subject_id, before)):
        start = period_of(window.kind, row.occurred_on, known.world.almanac).start
        sums[start] = sums.get(start, 0) + row.counted
    return max(sums.values(), default=0)


def greatest_windows(settings: Settings, beginning: Beginning, start: date) -> dict[int, int]:
    """Each person's greatest window before this one; never below zero."""
    if settings.has_amount_condition:
        return greatest_of_entries(settings, beginning, start)
    each = (
        select(Total.subject_id, func.sum(getattr(Total, settings.measure.value)).label("value"))
        .where(
            *held(settings, beginning),
            Total.period_kind == settings.window.value,
            Total.start < start,
        )
        .group_by(Total.subject_id, Total.start)
        .subquery()
    )
    rows = db.session.execute(
        select(each.c.subject_id, func.max(each.c.value)).group_by(each.c.subject_id)
    )
    return {person_id: max(0, int(value)) for person_id, value in rows}


def greatest_of_entries(settings: Settings, beginning: Beginning, start: date) -> dict[int, int]:
    """The same from the entries, where the totals cannot tell."""
    by = (Activity.subject_id, Activity.occurred_on)
    statement = counted_of(settings, beginning, Span(date.min, start), *by)
    windows: dict[tuple[int, date], int] = defaultdict(int)
    for person_id, day, value in db.session.execute(statement):
        first = period_of(settings.window, day, beginning.almanac).start
        windows[person_id, first] += int(value)
    best: dict[int, int] = defaultdict(int)
    for (person_id, _first), value in windows.items():
        best[person_id] = max(best[person_id], value)
    return best


@lru_cache(maxsize=512)
def windows_before(settings: Settings, *, is_unbeaten: bool) -> Prepared:
    """A person's greatest earlier window under these settings, or the latest one not
    below `after`."""
    held = func.sum(getattr(Total, settings.measure.value))
    statement = (
        select(held.cast(BigInteger))
        .where(
            Total.subject_id == bindparam("subject"),
            Total.period_kind == bindparam("window"),
            Total.kind_id == settings.kind_id,
            Total.start < bindparam("start"),
            *has_value(Total.cut_id, settings),
        )
        .group_by(Total.start)
        .limit(1)
    )
    if is_unbeaten:
        return Prepared(statement.having(held >= bindparam("after")).order_by(Total.start.desc()))
    return Prepared(statement.order_by(held.desc()))


QUERY = PersonalBestQuery()
