"""Whether a team has an earlier entry on the day."""

from functools import lru_cache

from sqlalchemy import bindparam, select

from leaderboard.models import Activity
from leaderboard.rules.condition import Condition
from leaderboard.rules.model import Version
from leaderboard.rules.triggers.first_in_team import FirstFacts
from leaderboard.scoring.conditions import meets
from leaderboard.scoring.known import KnownTotals, Query
from leaderboard.scoring.totals import LIVE
from leaderboard.statements import Prepared


class FirstInTeamQuery(Query):
    """The person's own totals, where they can tell; otherwise the team's entries of the day."""

    def facts(self, known: KnownTotals, version: Version) -> FirstFacts:
        entry = known.entry
        if known.has_today(version.condition, team_id=entry.team_id):
            return FirstFacts(is_first=False)
        condition = version.condition
        of_entry = {"team": entry.team_id, "day": entry.day, "number": entry.number}
        earlier = known.once("earlier", condition, lambda: earlier_of(condition).scalar(**of_entry))
        return FirstFacts(is_first=earlier is None)


@lru_cache(maxsize=512)
def earlier_of(condition: Condition) -> Prepared:
    """An earlier entry in a team's day that meets this condition."""
    return Prepared(
        select(Activity.id)
        .where(
            Activity.team_id == bindparam("team"),
            Activity.occurred_on == bindparam("day"),
            Activity.id < bindparam("number"),
            *meets(condition),
            LIVE,
        )
        .limit(1)
    )


QUERY = FirstInTeamQuery()
