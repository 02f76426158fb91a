"""How many of each kind a window held before an entry."""

from dataclasses import replace

from leaderboard.rules.model import Version
from leaderboard.rules.triggers.several_kinds import Facts
from leaderboard.scoring.known import Known, Query


class SeveralKindsQuery(Query):
    """Each kind as if it stood in a rule of its own."""

    def facts(self, known: Known, version: Version) -> Facts:
        settings = version.settings
        return Facts(
            tuple(
                known.before(replace(settings, kind_id=kind_id)) for kind_id, _ in settings.together
            )
        )


QUERY = SeveralKindsQuery()
