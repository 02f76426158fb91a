"""The cuts of a metric that a form offers: all, or only what was logged with one value."""

from flask_babel import gettext as _

from leaderboard import configuration
from leaderboard.standings.names import names


def cuts_offered() -> list[tuple[str, str]]:
    """Everything, then each value of each dimension that a kind asks for, under its dimension's
    name: Loss reason: Competitor."""
    known = names(configuration.current())
    found: dict[str, str] = {}
    for choices in known.choices.values():
        for choice in choices:
            for value_id, value in choice.values:
                # Translators: a dimension and one of its values: Loss reason: Competitor
                name = _("%(dimension)s: %(value)s", dimension=choice.name, value=value)
                found[str(value_id)] = name
    return [("", _("Everything")), *found.items()]
