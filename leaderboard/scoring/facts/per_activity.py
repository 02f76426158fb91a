"""An activity that pays by itself needs no facts."""

from leaderboard.rules.model import Version
from leaderboard.scoring.known import KnownTotals, Query


class PerActivityQuery(Query):
    """No facts."""

    def facts(self, known: KnownTotals, version: Version) -> None:
        return None


QUERY = PerActivityQuery()
