"""Old and new values of a change, worded as on the form where it was made."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from leaderboard import locale
from leaderboard.models import Role
from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.model import Version
from leaderboard.rules.triggers import TRIGGERS
from leaderboard.sentences import Speaker, rule_sentence
from leaderboard.standings.progress import scale_of
from leaderboard.web.badges import forms as badge_forms
from leaderboard.web.boards import leaderboards
from leaderboard.web.goals.compared import change_told
from leaderboard.web.goals.forms import IMPACTS
from leaderboard.web.kinds import forms as kind_forms
from leaderboard.web.metrics import forms as metric_forms
from leaderboard.web.organisation import forms as organisation_forms
from leaderboard.web.page.menu import ROLES

# The sentence about the change already says these.
SAID = frozenset({"slug", "file", "retired_at", "revoked_at", "invite.kind", "invite.person"})
# The fields that make up a rule's sentence.
RULE = frozenset({"trigger", "condition", "limits", "points", "badge_id", "is_on"})


@dataclass(frozen=True)
class ToldChange:
    """One line: the field's label and its value. A rule's sentence has no label."""

    word: str
    text: str


@dataclass(frozen=True)
class HeldValue:
    """The values on one side of a change, and the speaker that words them."""

    noun: str
    values: Mapping[str, Any]
    speaker: Speaker

    def number(self, value: int) -> str:
        return self.speaker.number(value)

    def day(self, value: str) -> str:
        return locale.date_short(date.fromisoformat(value), self.speaker.writing)

    def money(self, value: int) -> str:
        return locale.money(value, self.speaker.writing)

    def metric(self, metric_id: int) -> str:
        return locale.isolate(self.speaker.settings.metrics()[metric_id].name)

    def target(self, stored: int) -> str:
        """A goal's target in the unit of its metric."""
        metric = self.speaker.settings.metrics()[self.values["metric"]]
        value = Fraction(stored, scale_of(metric))
        return locale.value_text(value, metric.unit, self.speaker.writing)

    def shares(self, marks: Iterable[int]) -> str:
        return listed(locale.percent(mark / 1000, self.speaker.writing) for mark in marks)

    def country(self, code: str) -> str:
        return locale.country_name(code, self.speaker.writing) if code else locale.DASH

    def weekday(self, number: int) -> str:
        return dict(locale.weekdays(self.speaker.writing))[number]

    def weekdays(self, digits: str) -> str:
        """The days of a working week, in the reader's order."""
        days = locale.weekdays(self.speaker.writing, width="abbreviated")
        return listed(name for number, name in days if str(number) in digits)

    def owner(self, subject_id: int) -> str:
        if subject_id == self.speaker.settings.organisation_id:
            return _("All of us")
        return self.speaker.subject(subject_id)

    def slides(self, chosen: Iterable[tuple[int, int | None]]) -> str:
        names = {row.id: row.name for row in self.speaker.settings.leaderboards().values()}
        return listed(
            locale.isolate(names.get(board_id, locale.DASH)) for board_id, _goals in chosen
        )

    def asked(self, needs: Mapping[str, str]) -> str:
        return listed(
            _("%(field)s (%(need)s)", field=kind_forms.FIELDS[name], need=ASKED[need])
            for name, need in needs.items()
        )

    def sentence(self) -> str:
        values = self.values
        version = Version(
            id=0,
            number=0,
            since=date.fromisoformat(values["since"]),
            trigger=TRIGGERS[values["trigger"]],
            condition=Condition.from_data(values["condition"]),
            limits=Limits.from_data(values["limits"]),
            points=values["points"],
            badge_id=values["badge_id"],
        )
        return rule_sentence(version, self.speaker)


def told(
    noun: str, values: Mapping[str, Any], names: Collection[str], speaker: Speaker
) -> list[ToldChange]:
    """One side of a change: only the values that differ from the other side."""
    held = HeldValue(noun, values, speaker)
    lines = []
    shown = [name for name in values if name in names and not {name, f"{noun}.{name}"} & SAID]
    if "trigger" in values:
        if RULE & {*shown}:
            lines.append(ToldChange("", held.sentence()))
        shown = [name for name in shown if name not in RULE]
    return [*lines, *(line for name in shown if (line := line_of(name, held)).text)]


def line_of(name: str, held: HeldValue) -> ToldChange:
    """One value with its label; one without wording is shown as stored."""
    value = held.values[name]
    if name.isdigit():
        return ToldChange(dimension_name(int(name), held.speaker), MUST[value])
    word, tell = FIELDS.get(f"{held.noun}.{name}") or FIELDS.get(name) or (name, plainly)
    return ToldChange(str(word), locale.DASH if value is None else tell(held, value))


def dimension_name(dimension_id: int, speaker: Speaker) -> str:
    found = (
        choice.name
        for choices in speaker.names.choices.values()
        for choice in choices
        if choice.id == dimension_id
    )
    return next(found, _("Dimension"))


def listed(texts: Iterable[object]) -> str:
    return _(", ").join(str(text) for text in texts) or locale.DASH


# --- wording for each field ----------------------------------------------------------------------

Tell = Callable[[HeldValue, Any], str]


def plainly(held: HeldValue, value: Any) -> str:
    return locale.isolate(str(value)) if value != "" else ""


def yes_or_no(held: HeldValue, value: bool) -> str:
    return _("Yes") if value else _("No")


def how_many(held: HeldValue, value: int) -> str:
    """A count of what a file did; zero needs no line."""
    return held.number(value) if value else ""


def one_of(words: Mapping[Any, Any]) -> Tell:
    """The form's own label for a choice."""
    return lambda held, value: str(words.get(value, words.get(str(value), value)))


def words_of(choices: Iterable[Any]) -> dict[str, Any]:
    return {choice.value: choice.label for choice in choices}


ASKED = words_of(kind_forms.ASKED)
MUST = {True: _l("Required"), False: _l("Optional")}

FIELDS: Mapping[str, tuple[Any, Tell]] = {
    "name": (_l("Name"), plainly),
    "plural": (_l("Plural"), plainly),
    "description": (_l("What it is for"), plainly),
    "metric.description": (_l("Description"), plainly),
    "tier": (_l("Tier"), one_of(words_of(badge_forms.TIERS))),
    "icon": (_l("Picture"), one_of({**kind_forms.ICONS, **badge_forms.ICONS})),
    "since": (_l("From"), HeldValue.day),
    "day": (_l("Day"), HeldValue.day),
    "first": (_l("First day"), HeldValue.day),
    "last": (_l("Last day"), HeldValue.day),
    "position": (_l("Place in the list"), HeldValue.number),
    "language": (_l("Language"), one_of(locale.LANGUAGE_NAMES)),
    # Switching a rule on or off.
    "is_on": (_l("On"), yes_or_no),
    # People and teams.
    "email": (_l("E-mail"), plainly),
    "role": (_l("Role"), lambda held, value: _(ROLES[Role(value)])),
    "team": (_l("Team"), lambda held, value: held.speaker.team(value)),
    "alias": (_l("Name in files"), plainly),
    "days": (_l("Days off"), HeldValue.number),
    "manager": (_l("Led by"), lambda held, value: held.speaker.person(value)),
    "parent": (_l("Part of"), lambda held, value: held.speaker.team(value)),
    # Goals.
    "goal.owner": (_l("For"), HeldValue.owner),
    "goal.parent": (_l("Feeds the goal"), lambda held, value: held.speaker.goal(value)),
    "metric": (_l("Metric"), HeldValue.metric),
    "impact": (_l("Impact"), lambda held, value: _(dict(IMPACTS)[str(value)])),
    "target": (_l("Target"), HeldValue.target),
    "stretch": (_l("Stretch target"), HeldValue.target),
    "baseline": (_l("Baseline"), HeldValue.target),
    "change": (_l("Change on the baseline"), lambda held, value: change_told(value)),
    "milestones": (_l("Milestones"), HeldValue.shares),
    # Boards and screens.
    "metric_id": (_l("Metric"), HeldValue.metric),
    "by": (_l("Who is on it"), one_of(leaderboards.BYS)),
    "period_kind": (_l("Period"), one_of(leaderboards.PERIODS)),
    "ties": (_l("Ties"), one_of(leaderboards.TIES)),
    "audience": (_l("Who sees it"), one_of(leaderboards.AUDIENCES)),
    "team_id": (_l("Only people of"), lambda held, value: held.speaker.team(value)),
    "top": (_l("Rows of a board"), HeldValue.number),
    "seconds": (_l("Seconds per slide"), HeldValue.number),
    "shows_money": (_l("Show amounts of money"), yes_or_no),
    "is_still": (_l("No motion"), yes_or_no),
    "slides": (_l("Slides, in order"), HeldValue.slides),
    # Kinds and metrics.
    "owner": (_l("Logged for"), one_of(words_of(kind_forms.OWNERS))),
    "is_on_dock": (_l("A key on the phone"), yes_or_no),
    "asks": (_l("What is asked"), HeldValue.asked),
    "min_sample": (_l("Cases needed for a rank"), HeldValue.number),
    "unit": (_l("Unit"), one_of(metric_forms.UNITS)),
    "direction": (_l("Direction"), one_of(metric_forms.DIRECTIONS)),
    "needs_numerator": (_l("No rank if the numerator is zero"), yes_or_no),
    # The organisation.
    "timezone": (_l("Time zone"), plainly),
    "calendar": (_l("Calendar"), one_of(words_of(organisation_forms.CALENDARS))),
    "first_weekday": (_l("The week begins on"), HeldValue.weekday),
    "weekdays": (_l("Working days"), HeldValue.weekdays),
    "country": (_l("Country"), HeldValue.country),
    "leave_by": (_l("Leave is recorded by"), one_of(dict(organisation_forms.LEAVE_BY))),
    "late_days": (_l("Days back that can still be logged"), HeldValue.number),
    "big_deal": (_l("Celebrate deals from"), HeldValue.money),
    "most_goals": (_l("Goals at a time"), HeldValue.number),
    "company_by": (
        _l("Who changes rules, badges, kinds, metrics, boards and screens"),
        one_of(words_of(organisation_forms.COMPANY_BY)),
    ),
    # Files.
    "source": (_l("Source"), plainly),
    "added": (_l("Added"), how_many),
    "changed": (_l("Changed"), how_many),
    "corrected": (_l("Corrected"), how_many),
    "moved": (_l("Moved"), how_many),
    "voided": (_l("Undone"), how_many),
    "kept_void": (_l("Kept undone"), how_many),
    "unchanged": (_l("Unchanged"), how_many),
    "teams_added": (_l("Teams added"), how_many),
    "teams_changed": (_l("Teams changed"), how_many),
    "bad": (_l("Unreadable"), how_many),
}
