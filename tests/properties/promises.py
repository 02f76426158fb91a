"""What somebody is promised for the next entry, compared with what that entry would be paid."""

from collections import defaultdict

from leaderboard import configuration, scoring
from leaderboard.extensions import db
from leaderboard.models import Goal
from leaderboard.rules.metrics import Measure
from leaderboard.rules.triggers.per_activity import OWN
from leaderboard.standings.progress import progress_of
from leaderboard.standings.steps import read_promises


def assert_promises_hold(new):
    """Every promise the entry fulfils is paid, and nothing is paid that was not promised. Returns
    the slots it would be paid for."""
    awards = scoring.preview_activity(new)
    entry = scoring.as_entry(new)
    now = configuration.current()
    goals = {goal.id: goal for goal in now.paying_goals(new.subject_id)}
    promised = steps_promised(new.subject_id, new.occurred_on)
    paid = {award.slot for award in awards}
    for step in promised:
        if is_fulfilled(step, entry, goals):
            assert lands_in(step, paid), (step, paid)
    free = {slot for slot in paid if not any(lands_in(step, {slot}) for step in promised)}
    assert free == set()
    return paid


def steps_promised(person_id, day):
    """The steps that pay today."""
    now = configuration.current()
    found = read_promises(person_id, day=day, settings=now)
    return [promise.step for promise in found if promise.since == day]


def exactly(step, day):
    """The entry that takes the step, or one towards it if a single one cannot."""
    term = next(term for term in step.terms if term.sign > 0)
    said = {}
    if term.measure is not Measure.ENTRIES:
        said[term.measure.value] = step.left
        said["amount"] = max(said.get("amount", 1), step.version.condition.least_amount)
    if len(step.terms) > 1 and not step.goal_id:
        pairs = zip(step.version.condition.together, step.facts.counts, strict=True)
        kind_id = next(kind_id for (kind_id, count), held in pairs if held < count)
    else:
        kind_id = term.kind_id
    values = frozenset(sorted(step.version.condition.value_ids)[:1])
    return scoring.NewActivity(step.slot.subject_id, kind_id, day, value_ids=values, **said)


def assert_bars_say_the_same(person_id, day):
    """Each goal's bar, shown alone, promises what the one function does."""
    promised = defaultdict(lambda: defaultdict(int))
    for step in steps_promised(person_id, day):
        if step.goal_id:
            promised[step.goal_id][step.mark] += step.version.points
    for goal in configuration.current().paying_goals(person_id):
        for progress in progress_of([db.session.get_one(Goal, goal.id)], day=day):
            assert dict(progress.rewards.now) == dict(promised[goal.id])


def lands_in(step, slots):
    """Whether the step's award is among these; an entry may pass several targets at once, and each
    activity has a slot of its own."""
    own = {slot for slot in slots if slot.rule_id == step.rule_id}
    if step.version.trigger.pays_each:
        return any(slot.cause.startswith(OWN) for slot in own)
    if step.version.condition.is_repeated and step.slot.cause.startswith("reach:"):
        return any(slot.window_start == step.slot.window_start for slot in own)
    return step.slot in own


def is_fulfilled(step, entry, goals):
    """Whether the entry takes the whole step."""
    version = step.version
    if step.goal_id:
        return goals[step.goal_id].adds(entry) >= step.left
    if not version.trigger.counts(version.condition, entry):
        return False
    if version.trigger.is_in_days:
        return step.left == 1 and not step.has_today
    if len(step.terms) > 1:
        missing = [
            kind_id
            for (kind_id, count), held in zip(
                version.condition.together, step.facts.counts, strict=True
            )
            if held < count
        ]
        return step.left == 1 and missing == [entry.kind_id]
    return entry.measure(step.terms[0].measure) >= step.left
