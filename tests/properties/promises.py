"""What somebody is promised for the next entry, compared with what that entry would be paid."""

from leaderboard import configuration, scoring
from leaderboard.rules.triggers.per_activity import OWN
from leaderboard.standings.steps import read_promises


def assert_promises_hold(new):
    """Every promise the entry fulfils is paid, and nothing is paid that was not promised."""
    awards = scoring.preview_activity(new)
    entry = scoring.as_entry(new)
    now = configuration.current()
    goals = {goal.id: goal for goal in now.paying_goals(new.subject_id)}
    promised = [
        promise.step
        for promise in read_promises(new.subject_id, day=new.occurred_on, settings=now)
        if promise.since == new.occurred_on
    ]
    paid = {award.slot for award in awards}
    for step in promised:
        if is_fulfilled(step, entry, goals):
            assert lands_in(step, paid), (step, paid)
    free = {slot for slot in paid if not any(lands_in(step, {slot}) for step in promised)}
    assert free == set()


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
