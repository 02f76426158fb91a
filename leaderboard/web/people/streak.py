"""A person's streak and its last weeks, day by day; and the streaks that rules pay for."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import locale
from leaderboard.configuration import people
from leaderboard.rules.steps import Step
from leaderboard.rules.streaks import DayState
from leaderboard.sentences import Speaker
from leaderboard.sentences.steps import progress_words
from leaderboard.standings import streaks
from leaderboard.standings.steps import Outlook
from leaderboard.web.request.found import or_404
from leaderboard.web.request.here import Here


@dataclass(frozen=True)
class DayView:
    state: str
    spoken: str


@dataclass(frozen=True)
class StreakView:
    """The streak of days with any entry, and its last weeks. `rules` explains the streaks that
    pay, because each of those counts a single kind."""

    now_text: str
    words: str
    rules: tuple[str, ...]
    weeks: tuple[tuple[DayView, ...], ...]
    weekdays: tuple[str, ...]


def streak_view(person_id: int, ahead: Outlook, now: Here) -> StreakView:
    writing = now.speaker.writing
    active = streaks.active_days(person_id, until=now.today)
    streak = streaks.streak(active, person_id, today=now.today, settings=now.settings)
    joined = or_404(people.person(person_id)).created_at.date()
    weeks = streaks.weeks(active, person_id, today=now.today, since=joined, settings=now.settings)
    return StreakView(
        now_text=now.speaker.number(streak.now),
        words=ngettext(
            "working day in a row with something logged. Best: %(best)s",
            "working days in a row with something logged. Best: %(best)s",
            streak.now,
            best=now.speaker.number(streak.best),
        ),
        rules=tuple(
            rule_words(step, now.speaker) for step in ahead.steps if step.version.trigger.is_in_days
        ),
        weeks=tuple(tuple(day_view(day, state, now) for day, state in w) for w in weeks),
        weekdays=tuple(locale.weekday(day, writing, width="short") for day, _state in weeks[0]),
    )


def rule_words(step: Step, speaker: Speaker) -> str:
    """For example: “On a roll” counts days with calls: 3 of 5."""
    return _(
        "“%(rule)s” counts days with %(kinds)s: %(progress)s.",
        rule=speaker.rule(step.rule_id),
        kinds=speaker.many(step.terms[0].kind_id),
        progress=progress_words(step, speaker),
    )


def day_view(day: date, state: DayState, now: Here) -> DayView:
    words = {
        DayState.ACTIVE: _("active"),
        DayState.TODAY_ACTIVE: _("today, active"),
        DayState.TODAY: _("today, nothing yet"),
        DayState.REST: _("rest day"),
        DayState.LEAVE: _("leave"),
        DayState.LEAVE_ACTIVE: _("leave, with something logged"),
        DayState.MISSED: _("nothing logged"),
        DayState.AHEAD: _("still to come") if day > now.today else _("not here yet"),
    }
    named = locale.date_long(day, now.speaker.writing, year=False)
    return DayView(state.value, _("%(day)s: %(state)s", day=named, state=words[state]))
