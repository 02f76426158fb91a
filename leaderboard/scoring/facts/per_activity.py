"""An activity that pays by itself needs no facts."""

from leaderboard.rules.model import Version
from leaderboard.scoring.known import Known, Query


class PerActivityQuery(Query):
    """No facts."""

    def facts(self, known: Known, version: Version) -> None:
        return None


QUERY = PerActivityQuery()
