"""What an entry would earn, in words, while its form is being filled in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import locale, scoring
from leaderboard.configuration import MetricFacts
from leaderboard.models import SubjectKind
from leaderboard.rules.model import Earned, Entry
from leaderboard.rules.triggers import TRIGGERS
from leaderboard.scoring import BadActivity, NewActivity
from leaderboard.scoring.preview import as_entry
from leaderboard.sentences import Speaker, award_title
from leaderboard.standings.progress import Instance, Progress, measured, running_for
from leaderboard.web.activities.forms import EntryForm
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.request.here import Here


@dataclass(frozen=True)
class Gain:
    """The reward, a sentence about it, and the shared goal it moves, with the goal's old
    position."""

    reward: str
    sentence: str
    bar: Bar | None = None
    before: float | None = None


def gain_of(form: EntryForm, kind_id: int, whose: int, now: Here) -> Gain | None:
    """What saving the form as it stands would earn; None when that cannot be known exactly."""
    entry = typed_entry(form, kind_id, whose, now)
    awards = scoring.preview_activity(entry) if entry else None
    if entry is None or not awards:
        return None
    moved = shared_goal(entry, now)
    reward = now.speaker.points(sum(award.points for award in awards))
    if moved is None:
        return Gain(reward, reward_words(awards, now.speaker))
    progress, added = moved
    bar = bar_of(progress)
    after = moved_bar(bar, progress, added)
    sentences = [reward_words(special(awards), now.speaker), takes_words(progress, added, now)]
    return Gain(reward, " ".join(text for text in sentences if text), after, before=bar.value)


def typed_entry(form: EntryForm, kind_id: int, whose: int, now: Here) -> NewActivity | None:
    """The entry as typed so far; None while it could not be saved."""
    # The customer's name never changes what it pays.
    fields = [form[name] for name in (*form.asked, "other_day") if name != "customer"]
    if any(field.process_errors for field in fields):
        return None
    if any(field.flags.required and field.data is None for field in fields):
        return None
    if form.when.data == "other" and form.other_day.data is None:
        return None
    entry = NewActivity(whose, kind_id, **form.content())
    try:
        named = entry._replace(customer="-") if "customer" in form.asked else entry
        scoring.check_activity(named, now.settings, at=now.at, is_late_allowed=True)
    except BadActivity:
        return None
    return entry


def special(awards: Iterable[Earned]) -> list[Earned]:
    """Leaves out what every such activity pays."""
    return [a for a in awards if not TRIGGERS[a.reason].pays_each or a.badge_id]


def reward_words(awards: Iterable[Earned], speaker: Speaker) -> str:
    """For example: 10 calls in a day, with the badge “Dialer”."""
    titles = [award_title(award, speaker) for award in awards]
    badges = [speaker.badge(award.badge_id) for award in awards if award.badge_id]
    said = _(", ").join(dict.fromkeys(titles))
    if badges:
        names = _(", ").join(_("“%(name)s”", name=badge) for badge in badges)
        return ngettext(
            "%(what)s, with the badge %(badges)s.",
            "%(what)s, with the badges %(badges)s.",
            len(badges),
            what=said,
            badges=names,
        )
    return _("%(what)s.", what=said) if said else ""


# --- the goal that is everybody's ----------------------------------------------------------------


def shared_goal(entry: NewActivity, now: Here) -> tuple[Progress, int] | None:
    """The first goal of the team, else of the company, that the entry adds to, and by how much. The
    others are not measured."""
    goals = running_for(entry.subject_id, day=now.today)
    seen = as_entry(entry)
    for item in (*goals.team, *goals.company):
        added = adds(item, seen, now.settings.metrics()[item.row.metric_id])
        if added:
            return measured([item], now.settings)[0], added
    return None


def adds(item: Instance, entry: Entry, metric: MetricFacts) -> int:
    """How much the entry adds; 0 unless the goal is a plain sum that should grow."""
    if not metric.may_pay or entry.day not in item.period.span:
        return 0
    return sum(
        term.sign * entry.measure(term.measure)
        for term in metric.terms
        if term.counts(kind_id=entry.kind_id, values=entry.values)
    )


def moved_bar(bar: Bar, progress: Progress, added: int) -> Bar:
    """The bar as it will be, milestones included."""
    value = bar.at(value_of(progress) + added)
    stones = tuple((at, at <= value, pays) for at, _reached, pays in bar.milestones)
    return replace(bar, key="", value=value, milestones=stones)


def takes_words(progress: Progress, added: int, now: Here) -> str:
    """For example: Takes North to 86 % of November revenue."""
    way = progress.attainment.course.way(value_of(progress) + added)
    is_team = progress.owner.kind is SubjectKind.TEAM
    return _(
        "Takes %(owner)s to %(share)s of %(goal)s.",
        owner=locale.isolate(progress.owner.name) if is_team else _("all of us"),
        share=locale.attainment(way, now.speaker.writing),
        goal=locale.isolate(progress.name),
    )


def value_of(progress: Progress) -> Fraction:
    return progress.attainment.value or Fraction(0)
