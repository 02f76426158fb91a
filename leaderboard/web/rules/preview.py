"""What a rep will see of a rule before it is published, and what its manager should know."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import Asked, SubjectKind
from leaderboard.publishing.rules.reading import RuleEntry
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import Slot, Version
from leaderboard.rules.periods import Span, period_of
from leaderboard.rules.steps import Step
from leaderboard.rules.trigger import Example
from leaderboard.sentences import Speaker, rule_sentence
from leaderboard.sentences.measures import measure_word, period_word, what_is_summed
from leaderboard.sentences.rules import condition as narrowing
from leaderboard.sentences.triggers import WORDS
from leaderboard.standings.names import BadgeName
from leaderboard.standings.sums import logged_lately

LOOK_BACK = timedelta(weeks=4)
# The kind's field behind a measure, where their names differ.
ASKED_AS = {Measure.TIMED: "days", Measure.COSTED: "profit"}


@dataclass(frozen=True)
class Preview:
    """The finished sentence, the card with the next small step, the badge, the checks."""

    sentence: str
    what: str
    step: str
    reward: str
    done: int
    total: int
    badge: BadgeName | None
    checks: tuple[tuple[bool, str], ...]


def preview(
    entry: RuleEntry, *, rule_id: int, since: date, speaker: Speaker, today: date
) -> Preview:
    """The rule as the form has it; `rule_id` is the rule being edited, 0 for a new one."""
    badge = next((b for b in speaker.names.badges.values() if b.slug == entry.badge), None)
    version = Version(
        id=0,
        number=0,
        since=since,
        trigger=entry.trigger,
        condition=entry.condition,
        limits=entry.limits,
        points=entry.points,
        badge_id=badge.id if badge else None,
    )
    nearly = entry.trigger.example(entry.condition)
    step = example_step(version, nearly, speaker=speaker, today=today)
    words = WORDS[version.trigger.name].example(step, speaker)
    return Preview(
        sentence=rule_sentence(version, speaker),
        what="" if version.trigger.follows_goals else what_is_summed(step, speaker),
        step=words + narrowing(version.condition, speaker),
        reward=speaker.points(entry.points) if entry.points else "",
        done=nearly.done,
        total=nearly.total,
        badge=badge,
        checks=tuple(checks(version, rule_id=rule_id, speaker=speaker, today=today)),
    )


def example_step(version: Version, nearly: Example, *, speaker: Speaker, today: date) -> Step:
    """The next small step of somebody who is nearly there."""
    said = version.condition
    measure = Measure.AMOUNT if said.per_amount else said.measure
    window = period_of(said.window, today, speaker.settings.almanac)
    return Step(
        rule_id=0,
        version=version,
        slot=Slot(0, 0, window.start, ""),
        window=window,
        terms=(Term(said.kind_id, measure),),
        done=nearly.done,
        total=nearly.total,
        facts=nearly.facts,
    )


def checks(
    version: Version, *, rule_id: int, speaker: Speaker, today: date
) -> list[tuple[bool, str]]:
    """What a manager should know before publishing."""
    found = [others(version, rule_id, speaker, today), cap(version, speaker)]
    for kind_id in sorted(version.trigger.kind_ids(version.condition, ())):
        if speaker.settings.kinds[kind_id].owner != SubjectKind.PERSON:
            what = speaker.many(kind_id)
            found.append((False, _("Teams log %(what)s, so nobody is paid for them.", what=what)))
            continue
        found.append(lately(kind_id, speaker, today))
        found += unasked(version, kind_id, speaker)
    if version.badge_id:
        found += same_badge(version, rule_id, speaker, today)
    return found


def others(version: Version, rule_id: int, speaker: Speaker, today: date) -> tuple[bool, str]:
    """Whether another active rule pays for the same."""
    same = [
        speaker.rule(rule.id)
        for rule in speaker.settings.rules
        if rule.id != rule_id
        and (held := rule.version_on(max(version.since, today))) is not None
        and pays_for_same(version, held)
    ]
    what = WORDS[version.trigger.name].counted(version.condition, speaker)
    if not same:
        return True, _("No other rule pays for %(what)s.", what=what)
    names = _(", ").join(_("“%(name)s”", name=name) for name in same)
    return False, _("These also pay for %(what)s: %(rules)s.", what=what, rules=names)


def pays_for_same(version: Version, held: Version) -> bool:
    own, other = version.trigger, held.trigger
    if own.follows_goals or other.follows_goals:
        return own is other
    return not own.kind_ids(version.condition, ()).isdisjoint(other.kind_ids(held.condition, ()))


def cap(version: Version, speaker: Speaker) -> tuple[bool, str]:
    """The most one person can earn from it."""
    limits, condition = version.limits, version.condition
    if limits.most and not condition.per_amount:
        points = locale.count_of(limits.most * version.points, "point", speaker.writing)
        window = period_word(limits.per)
        if not version.points:
            times = speaker.number(limits.most)
            return True, _(
                "Capped: at most %(times)s times a %(window)s.", times=times, window=window
            )
        return True, _(
            "Capped: nobody earns more than %(points)s a %(window)s from it.",
            points=points,
            window=window,
        )
    return WORDS[version.trigger.name].cap(condition, speaker)


def lately(kind_id: int, speaker: Speaker, today: date) -> tuple[bool, str]:
    """Whether people do this at all."""
    people, entries = logged_lately(kind_id, Span(today - LOOK_BACK, today))
    what = speaker.many(kind_id)
    if not people:
        return False, _("Nobody logged any %(what)s in the last 4 weeks.", what=what)
    return True, _(
        "%(people)s logged %(count)s in the last 4 weeks.",
        people=locale.count_of(people, "person", speaker.writing),
        count=speaker.counted(entries, kind_id),
    )


def unasked(version: Version, kind_id: int, speaker: Speaker) -> list[tuple[bool, str]]:
    """Fields the rule depends on that the kind's form does not ask for, so that it would never
    pay."""
    condition = version.condition
    looked_at = {condition.measure} - {Measure.ENTRIES}
    if condition.per_amount or condition.depends_on_amount:
        looked_at.add(Measure.AMOUNT)
    kind = speaker.settings.kinds[kind_id]
    return [
        (
            False,
            _(
                "The form of %(kinds)s does not ask for this: %(measure)s.",
                kinds=speaker.many(kind_id),
                measure=measure_word(measure),
            ),
        )
        for measure in sorted(looked_at)
        if kind.asked(ASKED_AS.get(measure, measure.value)) is Asked.NO
    ]


def same_badge(
    version: Version, rule_id: int, speaker: Speaker, today: date
) -> list[tuple[bool, str]]:
    """Whether another rule gives the same badge, which would then mean two things."""
    return [
        (False, _("“%(rule)s” gives the same badge.", rule=speaker.rule(rule.id)))
        for rule in speaker.settings.rules
        if rule.id != rule_id
        and (held := rule.version_on(max(version.since, today))) is not None
        and held.badge_id == version.badge_id
    ]
