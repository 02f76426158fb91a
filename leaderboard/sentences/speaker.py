"""The names that sentences need, and how counts of things are put into them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import locale
from leaderboard.configuration import Configuration
from leaderboard.locale import Writing, current_writing, isolate
from leaderboard.locale.numbers import among_words
from leaderboard.rules.metrics import Measure
from leaderboard.standings.names import Names, names

MONEY = (Measure.AMOUNT, Measure.PROFIT, Measure.COSTED)


@dataclass(frozen=True)
class Speaker:
    """All names under the current settings, and the reader's writing."""

    names: Names
    settings: Configuration
    writing: Writing

    def kind(self, kind_id: int) -> str:
        """A kind's name as a title: Call."""
        return among_words(self.names.kinds[kind_id].name, self.writing)

    def one(self, kind_id: int) -> str:
        """A kind's name inside a sentence: call."""
        return among_words(small(self.names.kinds[kind_id].name), self.writing)

    def many(self, kind_id: int) -> str:
        """What several of a kind are called: calls."""
        return among_words(self.names.kinds[kind_id].plural, self.writing)

    def counted(self, count: int, kind_id: int) -> str:
        """3 calls, 1 call."""
        thing = self.one(kind_id) if count == 1 else self.many(kind_id)
        # Translators: a count and what is counted: 3 calls
        return _("%(number)s %(thing)s", number=self.number(count), thing=thing)

    def measured(self, value: int, measure: Measure, kind_id: int) -> str:
        """A sum of a measure with its unit: 3 calls, €1,200, 5 units, 1:30, 12 days."""
        if measure in MONEY:
            return locale.money(value, self.writing)
        if measure is Measure.QUANTITY:
            return ngettext("%(units)s unit", "%(units)s units", value, units=self.number(value))
        if measure is Measure.MINUTES:
            return locale.minutes(value, self.writing)
        if measure is Measure.DAYS:
            return locale.days(value, self.writing)
        return self.counted(value, kind_id)

    def number(self, value: int) -> str:
        return locale.number(value, self.writing)

    def points(self, value: int) -> str:
        """+20, with a true minus sign below zero."""
        return locale.signed(value, self.writing)

    def time(self, instant: datetime) -> str:
        return locale.time(instant, self.writing)

    def person(self, person_id: int | None) -> str:
        """Somebody's name; without a person it was the command line."""
        known = self.settings.people().get(person_id or 0)
        return isolate(known.name) if known else _("the system")

    def author(self, person_id: int | None) -> str:
        """Whoever changed a setting, at the start of a sentence."""
        return self.person(person_id) if person_id else _("The command line")

    def subject(self, subject_id: int) -> str:
        """The name of a person or a team."""
        is_team = subject_id in self.settings.teams()
        return self.team(subject_id) if is_team else self.person(subject_id)

    def team(self, team_id: int) -> str:
        known = self.settings.teams().get(team_id)
        return isolate(known.name) if known else _("no team")

    def goal(self, goal_id: int) -> str:
        known = self.names.goals.get(goal_id)
        return isolate(known.name) if known else _("a goal")

    def rule(self, rule_id: int) -> str:
        return isolate(self.names.rules[rule_id])

    def badge(self, badge_id: int) -> str:
        return isolate(self.names.badges[badge_id].name)

    def version_number(self, version_id: int | None) -> int:
        """Which version of its line this is; 0 if there is none."""
        return self._version_numbers.get(version_id or 0, 0)

    @cached_property
    def _version_numbers(self) -> dict[int, int]:
        return {v.id: v.number for rule in self.settings.rules for v in rule.versions}


def speaker(settings: Configuration) -> Speaker:
    """A speaker for the reader of this page."""
    return Speaker(names(settings), settings, current_writing())


def small(name: str) -> str:
    """A name inside a sentence: Call becomes call, CRM stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
