"""Who is in which team on one day: everybody at once, made once for each day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Boards ask about the last day of their period, pages about today: a few days at a time.
MOST_DAYS = 16


@dataclass(frozen=True)
class Crowd:
    """Everybody's team on a day (0 for none), and the people of each team by name."""

    team_of: Mapping[int, int]
    people_of: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, teams: Iterable[tuple[int, int]]) -> "Crowd":
        """From pairs of person and team, in the order of the names."""
        team_of = dict(teams)
        people_of: dict[int, list[int]] = defaultdict(list)
        for person_id, team_id in team_of.items():
            people_of[team_id].append(person_id)
        return cls(team_of, dict(people_of))
