"""An activity that pays by itself asks for nothing."""

from leaderboard.rules.model import Version
from leaderboard.scoring.known import Known, Query


class PerActivityQuery(Query):
    """No facts."""

    def facts(self, known: Known, version: Version) -> None:
        return None


QUERY = PerActivityQuery()
