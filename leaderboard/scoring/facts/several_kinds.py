"""How many of each kind a window held before an entry."""

from dataclasses import replace

from leaderboard.rules.model import Version
from leaderboard.rules.triggers.several_kinds import Facts, Tally
from leaderboard.scoring.beginnings import Beginning, sums
from leaderboard.scoring.known import Known, Query


class SeveralKindsQuery(Query):
    """Each kind as if it had a rule of its own."""

    def facts(self, known: Known, version: Version) -> Facts:
        settings = version.settings
        return Facts(
            tuple(
                known.before(replace(settings, kind_id=kind_id)) for kind_id, _ in settings.together
            )
        )

    def memories(self, version: Version, beginning: Beginning) -> dict[int, Tally]:
        settings = version.settings
        span = beginning.before(beginning.window(settings).start)
        found: dict[int, Tally] = {}
        for kind_id, _ in settings.together:
            of_kind = replace(settings, kind_id=kind_id)
            for person_id, count in sums(of_kind, beginning, span).items():
                own = found.setdefault(person_id, Tally(settings, beginning.almanac, span.start))
                own.held[kind_id] = count
        return found


QUERY = SeveralKindsQuery()
