"""What a window held before an entry."""

from itertools import accumulate, groupby

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.models import Activity
from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Version
from leaderboard.rules.periods import Span
from leaderboard.rules.triggers.reach import Counted, ReachFacts
from leaderboard.rules.windows import OpenWindow
from leaderboard.scoring.beginnings import Beginning, entries_of, sums
from leaderboard.scoring.conditions import added, counted
from leaderboard.scoring.known import KnownTotals, Query
from leaderboard.scoring.places import PLACE


class ReachQuery(Query):
    """The window's sum, and its peak."""

    def facts(self, known: KnownTotals, version: Version) -> ReachFacts:
        return ReachFacts(known.before(version.condition), peak_of(known, version.condition))

    def memories(self, version: Version, beginning: Beginning) -> dict[int, Counted]:
        condition = version.condition
        window = beginning.window(condition)
        span = beginning.before(window.start)
        peaks = peaks_of(condition, beginning, span)
        return {
            person_id: Counted(
                condition,
                beginning.almanac,
                OpenWindow(
                    window.start, window.end, total, peak=peaks.get(person_id, max(0, total))
                ),
            )
            for person_id, total in sums(condition, beginning, span).items()
        }


def peak_of(known: KnownTotals, condition: Condition) -> int:
    """The window's peak; 0 if the sum can only have risen."""
    if condition.measure is not Measure.PROFIT:
        return 0
    asked = counted(condition, known.subject_id, known.window(condition).span)
    rows = db.session.execute(
        asked.where(Activity.id != known.entry.number).order_by(Activity.occurred_on, PLACE)
    )
    return max(accumulate(row.counted for row in rows), default=0)


def peaks_of(condition: Condition, beginning: Beginning, span: Span) -> dict[int, int]:
    """The peak of each person's window; nothing if the sum can only have risen."""
    if condition.measure is not Measure.PROFIT or span.start >= span.end:
        return {}
    rows = db.session.execute(
        select(Activity.subject_id, added(condition.measure).label("counted"))
        .where(*entries_of(condition, beginning, span))
        .order_by(Activity.subject_id, Activity.occurred_on, PLACE)
    )
    return {
        person_id: max(0, *accumulate(row.counted for row in own))
        for person_id, own in groupby(rows, key=lambda row: row.subject_id)
    }


QUERY = ReachQuery()
