"""The lines of a receipt: what was rewarded, and why."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.clock import business_date
from leaderboard.locale import isolate
from leaderboard.models import Activity, Award, Void
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Trigger
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring.awards import TAKEN_BACK
from leaderboard.sentences.speaker import Speaker
from leaderboard.standings.receipts import Entry

Params = Mapping[str, Any]


def award_title(award: Any, speaker: Speaker) -> str:
    """What was rewarded: 10 calls in a day. `award` is a line of the ledger or one about to be."""
    title = TITLES.get(award.reason)
    if title is None:
        return _("By hand") if not award.badge_id else speaker.badge(award.badge_id)
    return title(award.params, speaker)


def award_why(award: Award, speaker: Speaker) -> str:
    """Which rule paid and when, or who gave it and why."""
    if award.made_by_id is not None or award.reason not in TITLES:
        return said_by(award.params.get("text", ""), award.made_by_id, award, speaker)
    values = {
        "rule": speaker.rule(award.rule_id),
        "number": speaker.number(speaker.version_number(award.rule_version_id)),
        "time": speaker.time(award.made_at),
    }
    if award.badge_id:
        values["badge"] = speaker.badge(award.badge_id)
        return _(
            "Rule “%(rule)s”, version %(number)s, with the badge “%(badge)s”. %(time)s", **values
        )
    return _("Rule “%(rule)s”, version %(number)s. %(time)s", **values)


def reversal_title(award: Award, original: Award, speaker: Speaker) -> str:
    """What was taken back."""
    return _("%(what)s, taken back", what=award_title(original, speaker))


def reversal_why(award: Award, speaker: Speaker) -> str:
    """Why an award no longer stands: somebody took it back, or what led to it changed."""
    if award.reason == TAKEN_BACK:
        return said_by(award.params.get("text", ""), award.made_by_id, award, speaker)
    return _("No longer so after a change. %(time)s", time=speaker.time(award.made_at))


def said_by(text: str, person_id: int | None, award: Award, speaker: Speaker) -> str:
    values = {"name": speaker.person(person_id), "time": speaker.time(award.made_at)}
    if not text:
        return _("%(name)s, %(time)s", **values)
    return _("“%(text)s”, %(name)s, %(time)s", text=isolate(text), **values)


def entry_title(entry: Entry, speaker: Speaker, *, is_undoing: bool = False) -> str:
    """An entry's name; `is_undoing` names the line that takes its points back."""
    kind = speaker.kind(entry.activity.kind_id)
    if is_undoing:
        if entry.successor_id:
            return _("%(kind)s corrected", kind=kind)
        return _("%(kind)s undone", kind=kind)
    return kind


def entry_why(entry: Entry, speaker: Speaker, *, is_undoing: bool = False) -> str:
    """With whom and when; for the line that undid it, who did, when and why."""
    if is_undoing and entry.void is not None:
        return void_why(entry.void, speaker)
    activity, writing = entry.activity, speaker.writing
    said = [isolate(activity.customer)] if activity.customer else []
    if activity.amount:
        said.append(locale.money(activity.amount, writing))
    if activity.quantity:
        said.append(speaker.measured(activity.quantity, Measure.QUANTITY, activity.kind_id))
    if activity.minutes:
        said.append(_("%(time)s h", time=locale.minutes(activity.minutes, writing)))
    said.append(when(activity, speaker))
    if entry.is_void:
        said.append(_("corrected") if entry.successor_id else _("undone"))
    if activity.logged_by_id not in (None, activity.subject_id):
        said.append(_("logged by %(name)s", name=speaker.person(activity.logged_by_id)))
    return _(", ").join(said)


def void_why(void: Void, speaker: Speaker) -> str:
    values = {"name": speaker.person(void.by_id), "time": speaker.time(void.at)}
    if not void.reason:
        return _("%(name)s, %(time)s", **values)
    return _("“%(text)s”, %(name)s, %(time)s", text=isolate(void.reason), **values)


def when(activity: Activity, speaker: Speaker) -> str:
    """The time of day when it is known: logged on the day it happened; else when it was logged."""
    logged_on = business_date(activity.logged_at, speaker.writing.zone)
    if activity.is_time_known or logged_on == activity.occurred_on:
        known = activity.occurred_at if activity.is_time_known else activity.logged_at
        return speaker.time(known)
    return _("logged %(day)s", day=locale.day_month(logged_on, speaker.writing))


def per_activity(params: Params, speaker: Speaker) -> str:
    kind_id = int(params["kind"])
    if not params.get("per"):
        return speaker.kind(kind_id)
    amount = locale.money(int(params["amount"]), speaker.writing)
    return _("%(kind)s of %(amount)s", kind=speaker.kind(kind_id), amount=amount)


def reach(params: Params, speaker: Speaker) -> str:
    what = speaker.measured(int(params["target"]), Measure(params["measure"]), int(params["kind"]))
    return {
        PeriodKind.DAY: _("%(what)s in a day", what=what),
        PeriodKind.WEEK: _("%(what)s in a week", what=what),
        PeriodKind.MONTH: _("%(what)s in a month", what=what),
    }[PeriodKind(params["window"])]


def goal_milestone(params: Params, speaker: Speaker) -> str:
    goal, mark = speaker.goal(int(params["goal"])), int(params["milestone"])
    if mark == 0:
        return _("Stretch target of %(goal)s", goal=goal)
    if mark == 1000:
        return _("Goal reached: %(goal)s", goal=goal)
    share = locale.percent(mark / 1000, speaker.writing)
    return _("%(share)s of %(goal)s", share=share, goal=goal)


def streak(params: Params, speaker: Speaker) -> str:
    days = locale.count_of(int(params["length"]), "working day", speaker.writing)
    return _("%(days)s in a row", days=days)


def first_in_team(params: Params, speaker: Speaker) -> str:
    return _(
        "First %(kind)s of the day in %(team)s",
        kind=speaker.one(int(params["kind"])),
        team=speaker.team(int(params["team"])),
    )


def personal_best(params: Params, speaker: Speaker) -> str:
    best = speaker.measured(int(params["best"]), Measure(params["measure"]), int(params["kind"]))
    if PeriodKind(params["window"]) is PeriodKind.DAY:
        return _("Own best day, more than %(best)s", best=best)
    return _("Own best week, more than %(best)s", best=best)


TITLES: dict[str, Callable[[Params, Speaker], str]] = {
    Trigger.PER_ACTIVITY: per_activity,
    Trigger.REACH: reach,
    Trigger.GOAL_MILESTONE: goal_milestone,
    Trigger.STREAK: streak,
    Trigger.FIRST_IN_TEAM: first_in_team,
    Trigger.PERSONAL_BEST: personal_best,
}
