"""What a rule's sentence can name: kinds, badges, dimension values and teams."""

from dataclasses import dataclass

from leaderboard.configuration import nouns
from leaderboard.models import Asked
from leaderboard.sentences.speaker import small
from leaderboard.standings.names import Names


@dataclass(frozen=True)
class Choices:
    """All choices, each as (name in a rules file, name for people)."""

    names: Names
    value_slugs: dict[int, str]
    # By the name of their dimension.
    values: dict[str, list[tuple[str, str]]]
    team_names: dict[int, str]
    # Kinds that ask for an amount, to start a sentence about money with.
    with_amount: frozenset[str]

    def kinds(self, *, is_single: bool) -> list[tuple[str, str]]:
        """The kinds in use, worded for sentences that name one or several."""
        return [
            (kind.slug, small(kind.name) if is_single else kind.plural)
            for kind in self.names.kinds.values()
            if not kind.is_retired
        ]

    @property
    def badges(self) -> list[tuple[str, str]]:
        return [(b.slug, b.name) for b in self.names.badges.values() if not b.is_retired]

    @property
    def teams(self) -> list[tuple[str, str]]:
        return [(name, name) for name in self.team_names.values()]

    def kind_slug(self, kind_id: int) -> str:
        known = self.names.kinds.get(kind_id)
        return known.slug if known else ""

    def badge_slug(self, badge_id: int | None) -> str:
        known = self.names.badges.get(badge_id or 0)
        return known.slug if known else ""

    def value_slug(self, value_id: int) -> str:
        return self.value_slugs[value_id]

    def values_of(self, kind_slug: str) -> set[str]:
        """The values that a kind's form asks for."""
        kind = self.names.kind_by_slug(kind_slug or "")
        asked = self.names.choices.get(kind.id, ()) if kind else ()
        return {self.value_slugs[value_id] for c in asked for value_id, _name in c.values}

    def team_name(self, team_id: int) -> str:
        return self.team_names.get(team_id, "")


def choices(names: Names) -> Choices:
    """The current choices, without dissolved teams."""
    rows = nouns.values_with_dimensions()
    slugs = {row.id: f"{row.dimension}:{row.slug}" for row in rows}
    values: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        values.setdefault(row.dimension_name, []).append((slugs[row.id], row.name))
    return Choices(
        names=names,
        value_slugs=slugs,
        values=values,
        team_names={team.id: team.name for team in nouns.teams_to_choose()},
        with_amount=frozenset(
            kind.slug for kind in nouns.kinds() if kind.asked("amount") is not Asked.NO
        ),
    )
