"""What a file says that something recorded earlier, for a later day, ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from leaderboard.publishing.later import Later
from leaderboard.publishing.proposals.use_cases import USE_CASES
from leaderboard.sentences.proposals import ended_by
from leaderboard.sentences.speaker import Speaker


@dataclass(frozen=True)
class Ended:
    """A move, or a team's new place, that lasts until a later day. `said` holds the arguments of
    its use case."""

    use_case: str
    said: Mapping[str, Any]
    later: Later

    def is_named_in(self, days: Iterable[date]) -> bool:
        """Whether one of these days, for which the file says more, is what ends it."""
        return any(self.said["since"] < day <= self.later.day for day in days)

    def sentence(self, speaker: Speaker) -> str:
        return ended_by(self.use_case, self.said, self.later.day, self.later.value, speaker)


def ended(use_case: str, **said: Any) -> list[Ended]:
    """The change that is about to be made, if something ends it."""
    later = USE_CASES[use_case].ended_by(**said)
    return [Ended(use_case, said, later)] if later else []
