"""The run of working days that leads up to an entry."""

from datetime import date
from functools import lru_cache

from sqlalchemy import bindparam, select

from leaderboard.extensions import db
from leaderboard.models import Activity, Total
from leaderboard.rules.model import Rule, Settings, Version
from leaderboard.rules.periods import PeriodKind, Span, period_of
from leaderboard.rules.triggers.streak import Facts
from leaderboard.scoring.conditions import counted, has_value
from leaderboard.scoring.known import Known, Query
from leaderboard.statements import Prepared


class StreakQuery(Query):
    """A walk back over the working days that had such an entry."""

    def facts(self, known: Known, version: Version) -> Facts:
        day, run = known.entry.day, 0
        working = known.world.working
        if not working.is_working(day):
            return Facts()
        active = iter(days_of(known, version.settings))
        latest = next(active, None)
        is_active_today = latest == day
        if is_active_today:
            latest = next(active, None)
        expected = working.previous_working_day(day)
        while latest is not None and latest >= expected:
            if latest == expected:
                run += 1
                expected = working.previous_working_day(expected)
            latest = next(active, None)
        return Facts(run=run, is_active_today=is_active_today)

    def is_out_of_question(self, known: Known, rule: Rule, version: Version) -> bool:
        return known.has_today(version.settings)


def days_of(known: Known, settings: Settings) -> list[date]:
    """Days up to the entry's with such an entry besides it, the latest first."""
    day = known.entry.day
    if settings.has_amount_condition:
        span = Span(date.min, period_of(PeriodKind.DAY, day, known.world.almanac).end)
        rows = db.session.execute(
            counted(settings, known.subject_id, span).where(Activity.id != known.entry.number)
        )
        return sorted({row.occurred_on for row in rows}, reverse=True)
    found = active_days(settings).all(subject=known.subject_id, day=day)
    return [row.start for row in found]


@lru_cache(maxsize=512)
def active_days(settings: Settings) -> Prepared:
    """A person's days up to this one with such an entry, the latest first."""
    return Prepared(
        select(Total.start)
        .where(
            Total.subject_id == bindparam("subject"),
            Total.period_kind == PeriodKind.DAY.value,
            Total.kind_id == settings.kind_id,
            Total.start <= bindparam("day"),
            Total.entries > 0,
            *has_value(Total.cut_id, settings),
        )
        .distinct()
        .order_by(Total.start.desc())
    )


QUERY = StreakQuery()
