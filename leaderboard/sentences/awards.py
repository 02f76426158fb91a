"""The lines of a receipt: what was rewarded, and why."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.clock import business_date
from leaderboard.locale import isolate
from leaderboard.models import Activity, Award, Void
from leaderboard.rules.dated import held_on
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Target
from leaderboard.rules.periods import DAY
from leaderboard.rules.triggers.goal_milestone import STRETCH
from leaderboard.scoring.lines import TAKEN_BACK
from leaderboard.scoring.redating import ZONE_CHANGED
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.triggers import WORDS
from leaderboard.standings.receipts import ReceiptEntry


def award_title(award: Any, speaker: Speaker) -> str:
    """What was rewarded: 10 calls in a day. `award` is a line of the ledger or one about to be."""
    words = WORDS.get(award.reason)
    if words is None:
        return _("By hand") if not award.badge_id else speaker.badge(award.badge_id)
    return words.award(award.params, speaker)


def award_why(award: Award, speaker: Speaker) -> str:
    """Which rule paid and when, or who gave it and why."""
    if award.made_by_id is not None or award.reason not in WORDS:
        return said_by(award.params.get("text", ""), award.made_by_id, award, speaker)
    values = {
        "rule": speaker.rule(award.rule_id),
        "number": speaker.number(speaker.version_number(award.rule_version_id)),
        "time": speaker.time(award.made_at),
    }
    if award.badge_id:
        values["badge"] = speaker.badge(award.badge_id)
        why = _(
            "Rule “%(rule)s”, version %(number)s, with the badge “%(badge)s”. %(time)s", **values
        )
    else:
        why = _("Rule “%(rule)s”, version %(number)s. %(time)s", **values)
    return f"{new_target(award, speaker)} {why}".strip()


def new_target(award: Any, speaker: Speaker) -> str:
    """Which target brought it, and what it was before; empty if an activity brought it."""
    params = award.params
    known = speaker.names.goals.get(int(params.get("goal", 0)))
    if known is None or "target" not in params:
        return ""
    was = held_on(known.targets, award.occurred_on - DAY)
    now = held_on(known.targets, award.occurred_on)
    told = partial(locale.value_text, unit=known.unit.value, writing=speaker.writing)
    if was and now and int(params["milestone"]) == STRETCH and was.stretch != now.stretch:
        return new_stretch(was, now, told)
    new = int(params["target"])
    if was is None:
        return _("The target changed to %(target)s.", target=told(new))
    if was.target == new:
        return _("The goal was changed; its target stayed %(target)s.", target=told(new))
    return _("The target went from %(old)s to %(new)s.", old=told(was.target), new=told(new))


def new_stretch(was: Target, now: Target, told: Callable[[int], str]) -> str:
    if was.stretch is None:
        return _("The stretch target changed to %(target)s.", target=told(now.stretch or 0))
    old, new = told(was.stretch), told(now.stretch or 0)
    return _("The stretch target went from %(old)s to %(new)s.", old=old, new=new)


def reversal_title(award: Award, original: Award, speaker: Speaker) -> str:
    """What was taken back."""
    return _("%(what)s, taken back", what=award_title(original, speaker))


def reversal_why(award: Award, speaker: Speaker) -> str:
    """Why an award no longer stands: somebody took it back, or what led to it changed."""
    if award.reason == TAKEN_BACK:
        return said_by(award.params.get("text", ""), award.made_by_id, award, speaker)
    return _("No longer earned after a change. %(time)s", time=speaker.time(award.made_at))


def said_by(text: str, person_id: int | None, award: Award, speaker: Speaker) -> str:
    values = {"name": speaker.person(person_id), "time": speaker.time(award.made_at)}
    if not text:
        return _("%(name)s, %(time)s", **values)
    return _("“%(text)s”, %(name)s, %(time)s", text=isolate(text), **values)


def entry_title(entry: ReceiptEntry, speaker: Speaker, *, is_undoing: bool = False) -> str:
    """An entry's name; `is_undoing` names the line that takes its points back."""
    kind = speaker.kind(entry.activity.kind_id)
    if is_undoing:
        if entry.successor_id:
            return _("%(kind)s corrected", kind=kind)
        return _("%(kind)s undone", kind=kind)
    return kind


def entry_why(entry: ReceiptEntry, speaker: Speaker, *, is_undoing: bool = False) -> str:
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
    if void.reason and void.reason != ZONE_CHANGED:
        return _("“%(text)s”, %(name)s, %(time)s", text=isolate(void.reason), **values)
    told = _("%(name)s, %(time)s", **values)
    return _(", ").join((void_reason(void), told)) if void.reason else told


def void_reason(void: Void) -> str:
    """What somebody wrote, or why the system corrected the entry; "" if nobody said."""
    if void.reason == ZONE_CHANGED:
        return _("The time zone changed")
    return isolate(void.reason) if void.reason else ""


def when(activity: Activity, speaker: Speaker) -> str:
    """The time of day if it is known: for entries logged on their own day; else when it
    was logged."""
    logged_on = business_date(activity.logged_at, speaker.writing.zone)
    if activity.is_time_known or logged_on == activity.occurred_on:
        known = activity.occurred_at if activity.is_time_known else activity.logged_at
        return speaker.time(known)
    return _("logged %(day)s", day=locale.day_month(logged_on, speaker.writing))
