"""What a window held before an entry."""

from itertools import accumulate

from leaderboard.extensions import db
from leaderboard.models import Activity
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Settings, Version
from leaderboard.rules.triggers.reach import Facts
from leaderboard.scoring.conditions import counted
from leaderboard.scoring.known import Known, Query
from leaderboard.scoring.places import PLACE


class ReachQuery(Query):
    """The sum of the window, and the most it has been."""

    def facts(self, known: Known, version: Version) -> Facts:
        return Facts(known.before(version.settings), peak_of(known, version.settings))


def peak_of(known: Known, settings: Settings) -> int:
    """The most that was counted in the window; 0 where it can only have risen."""
    if settings.measure is not Measure.PROFIT:
        return 0
    asked = counted(settings, known.subject_id, known.window(settings).span)
    rows = db.session.execute(
        asked.where(Activity.id != known.entry.number).order_by(Activity.occurred_on, PLACE)
    )
    return max(accumulate(row.counted for row in rows), default=0)


QUERY = ReachQuery()
