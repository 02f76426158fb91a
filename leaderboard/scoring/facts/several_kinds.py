"""How many of each kind a window held before an entry."""

from dataclasses import replace

from leaderboard.rules.model import Version
from leaderboard.rules.triggers.several_kinds import KindTally, SeveralFacts
from leaderboard.scoring.beginnings import Beginning, sums
from leaderboard.scoring.known import KnownTotals, Query


class SeveralKindsQuery(Query):
    """Each kind as if it had a rule of its own."""

    def facts(self, known: KnownTotals, version: Version) -> SeveralFacts:
        condition = version.condition
        return SeveralFacts(
            tuple(
                known.before(replace(condition, kind_id=kind_id))
                for kind_id, _ in condition.together
            )
        )

    def memories(self, version: Version, beginning: Beginning) -> dict[int, KindTally]:
        condition = version.condition
        span = beginning.before(beginning.window(condition).start)
        found: dict[int, KindTally] = {}
        for kind_id, _ in condition.together:
            of_kind = replace(condition, kind_id=kind_id)
            for person_id, count in sums(of_kind, beginning, span).items():
                own = found.setdefault(
                    person_id, KindTally(condition, beginning.almanac, span.start)
                )
                own.held[kind_id] = count
        return found


QUERY = SeveralKindsQuery()
