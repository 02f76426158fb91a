"""What a window held before an entry."""

from itertools import accumulate, groupby

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.models import Activity
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Settings, Version
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
        return ReachFacts(known.before(version.settings), peak_of(known, version.settings))

    def memories(self, version: Version, beginning: Beginning) -> dict[int, Counted]:
        settings = version.settings
        span = beginning.before(beginning.window(settings).start)
        peaks = peaks_of(settings, beginning, span)
        return {
            person_id: Counted(
                settings,
                beginning.almanac,
                OpenWindow(span.start, total, peak=peaks.get(person_id, max(0, total))),
            )
            for person_id, total in sums(settings, beginning, span).items()
        }


def peak_of(known: KnownTotals, settings: Settings) -> int:
    """The window's peak; 0 if the sum can only have risen."""
    if settings.measure is not Measure.PROFIT:
        return 0
    asked = counted(settings, known.subject_id, known.window(settings).span)
    rows = db.session.execute(
        asked.where(Activity.id != known.entry.number).order_by(Activity.occurred_on, PLACE)
    )
    return max(accumulate(row.counted for row in rows), default=0)


def peaks_of(settings: Settings, beginning: Beginning, span: Span) -> dict[int, int]:
    """The peak of each person's window; nothing if the sum can only have risen."""
    if settings.measure is not Measure.PROFIT or span.start >= span.end:
        return {}
    rows = db.session.execute(
        select(Activity.subject_id, added(settings.measure).label("counted"))
        .where(*entries_of(settings, beginning, span))
        .order_by(Activity.subject_id, Activity.occurred_on, PLACE)
    )
    return {
        person_id: max(0, *accumulate(row.counted for row in own))
        for person_id, own in groupby(rows, key=lambda row: row.subject_id)
    }


QUERY = ReachQuery()
