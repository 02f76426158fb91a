"""What a person has had of many rules at once: slots that are taken, limits that are used up.

A log asks about the few rules that it touches, one by one; a page asks about all of them together,
in one statement each however many there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import func, or_, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Award
from leaderboard.rules.model import Slot, Version
from leaderboard.rules.periods import period_of
from leaderboard.rules.triggers.per_activity import OWN
from leaderboard.scoring.lines import REVERSAL, TAKEN_BACK

# An award counts as long as nobody but a manager has taken it back.
COUNTS = or_(REVERSAL.c.id.is_(None), REVERSAL.c.reason == TAKEN_BACK)


def taken_slots(person_id: int, slots: Iterable[Slot]) -> frozenset[Slot]:
    """Those of the person's slots in which an award stands, or did until a manager took it."""
    asked = {slot for slot in slots if not slot.cause.startswith(OWN)}
    if not asked:
        return frozenset()
    rows = db.session.execute(
        select(Award.rule_id, Award.window_start, Award.cause)
        .outerjoin(REVERSAL, REVERSAL.c.reverses_id == Award.id)
        .where(
            Award.subject_id == person_id,
            Award.rule_id.in_(sorted({slot.rule_id for slot in asked})),
            Award.window_start.in_(sorted({slot.window_start for slot in asked})),
            Award.reverses_id.is_(None),
            COUNTS,
        )
    )
    found = {Slot(row.rule_id, person_id, row.window_start, row.cause) for row in rows}
    return frozenset(asked & found)


def used_up(
    person_id: int, versions: Collection[tuple[int, Version]], *, day: date, settings: Configuration
) -> frozenset[int]:
    """The rules that have paid the person as often as their limits allow around that day."""
    since = {
        rule_id: (period_of(version.limits.per, day, settings.almanac).start, version.limits.most)
        for rule_id, version in versions
        if version.limits.most
    }
    if not since:
        return frozenset()
    rows = db.session.execute(
        select(Award.rule_id, Award.occurred_on, func.sum(Award.times).label("times"))
        .outerjoin(REVERSAL, REVERSAL.c.reverses_id == Award.id)
        .where(
            Award.subject_id == person_id,
            Award.rule_id.in_(sorted(since)),
            Award.occurred_on >= min(start for start, _most in since.values()),
            Award.occurred_on <= day,
            Award.reverses_id.is_(None),
            COUNTS,
        )
        .group_by(Award.rule_id, Award.occurred_on)
    )
    used: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.occurred_on >= since[row.rule_id][0]:
            used[row.rule_id] += row.times
    return frozenset(rule_id for rule_id, (_, most) in since.items() if used[rule_id] >= most)
