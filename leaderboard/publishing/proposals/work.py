"""Work on a proposal: try the change, compute its effect, and save it once somebody confirms.

Nothing takes effect before the last step. Everything before it can be repeated from scratch, so a
server that stops halfway loses only time.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Proposal, ProposalState
from leaderboard.publishing.proposals import store
from leaderboard.publishing.proposals.use_cases import USE_CASES
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.rows import Overtaken, refuse_overtaken
from leaderboard.publishing.rules import BadRulebook
from leaderboard.scoring import Publication, publish
from leaderboard.scoring.ahead import Ahead, PointsDifference
from leaderboard.scoring.digests import on_last_day, person_digests, settings_digest
from leaderboard.scoring.marks import Marks, changed_since, last_rows
from leaderboard.scoring.prepared import to_json, write_prepared
from leaderboard.scoring.weight import is_light

# About how many entries may be replayed while other writers wait: a few tenths of a second.
FEW_ENTRIES = 4000
# How often a save tries to catch up with people who keep logging before it makes them wait.
TRIES = 6
# How often, in seconds, progress is reported and stored.
EVERY = 0.5

Told = Callable[[int, int], None]


class RolledBack(Exception):
    """Ends a publication without keeping anything."""


class Outdated(Exception):
    """Some of what was computed no longer holds and has to be computed again."""


@dataclass(frozen=True)
class Trial:
    """What is known about a change that was tried and rolled back."""

    ahead: Ahead
    marks: Marks
    digest: str
    digests: dict[int, str]


def nobody_is_told(done: int, total: int) -> None:
    """For when nobody is waiting to hear about progress."""


def work_on(proposal_id: int, *, told: Told = nobody_is_told) -> Any:
    """Take a proposal as far as it goes without a decision; returns its use case's value if it was
    saved."""
    for tries_left in reversed(range(TRIES)):
        row = store.find(proposal_id)
        if row is None or row.state not in store.WORKED_ON:
            return None
        is_saving = row.state == ProposalState.SAVING
        try:
            trial = try_out(row, at=clock.now())
            compute(proposal_id, trial, told)
            if is_noticed(row, trial) and not is_saving:
                store.put_state(proposal_id, ProposalState.READY, among=[ProposalState.COMPUTING])
                return None
            return save(proposal_id, is_last=not tries_left)
        except Refused as refusal:
            refuse(proposal_id, f"{refusal.field}/{refusal.reason}")
            return None
        except (Overtaken, BadRulebook):
            refuse(proposal_id, "form/overtaken")
            return None
        except Outdated:
            continue
    return None


def is_noticed(row: Proposal, trial: Trial) -> bool:
    """Whether somebody has to look at it before it is saved."""
    return bool(trial.ahead.teams) or store.moves_points(row.id) or store.later_of(row) is not None


def refuse(proposal_id: int, why: str) -> None:
    store.put_state(
        proposal_id, ProposalState.REFUSED, among=store.WORKED_ON, refusal=why, worker=""
    )
    store.forget(proposal_id)


def apply(row: Proposal, publication: Publication) -> Any:
    """Make the change, unless somebody else got there first."""
    seen = store.seen_of(row)
    value = USE_CASES[row.use_case].change(publication, **store.arguments_of(row))
    if seen is not None:
        refuse_overtaken(publication, seen.noun, seen.noun_id, seen=seen.number)
    return value


def try_out(row: Proposal, *, at: datetime) -> Trial:
    """Make the change, look at its effect, and roll it back."""
    found: list[tuple[Ahead, Marks]] = []
    with suppress(RolledBack), publish(by_id=row.by_id, at=at) as publication:
        marks, before = last_rows(), configuration.current()
        apply(row, publication)
        ahead = Ahead.of(publication, configuration.current(), before=before)
        found.append((ahead, marks))
        raise RolledBack
    return trial_of(*found[0], number=before.number)


def trial_of(ahead: Ahead, marks: Marks, *, number: int) -> Trial:
    """Add the fingerprints of the settings before the change, read after rolling it back. Outdated
    if somebody has changed settings in between."""
    standing = configuration.current()
    if standing.number != number:
        raise Outdated
    digests = person_digests([*ahead.stale], standing)
    digest = on_last_day(settings_digest(standing), ahead.last_day)
    return Trial(ahead, marks, digest, digests)


def compute(proposal_id: int, trial: Trial, told: Told) -> None:
    """Compute everybody who has not been computed yet, or whose settings or ledger changed
    since."""
    row = store.find(proposal_id)
    assert row is not None
    if row.settings_digest != trial.digest:
        store.forget(proposal_id)
    held = store.digests(proposal_id)
    changed = changed_since(marks_of(row), trial.ahead.settings) if held else set()
    store.forget(proposal_id, [*(held.keys() - trial.ahead.stale.keys())])
    todo = [
        person_id
        for person_id in sorted(trial.ahead.stale)
        if person_id in changed or held.get(person_id) != trial.digests[person_id]
    ]
    is_kept = not USE_CASES[row.use_case].has_new_ids
    total = len(trial.ahead.stale)
    for rows, done in computed(proposal_id, todo, trial, is_kept=is_kept):
        done += total - len(todo)
        store.keep(proposal_id, rows, done=done, total=total, worked_at=clock.now())
        told(done, total)
    store.put(proposal_id, **columns_of(trial))


def computed(
    proposal_id: int, todo: list[int], trial: Trial, *, is_kept: bool
) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """The rows of these people, in portions, each with how many people are done so far."""
    rows: list[dict[str, Any]] = []
    begun = time.monotonic()
    for done, person_id in enumerate(todo, start=1):
        difference = trial.ahead.difference(person_id)
        # A long read would keep SQLite from checkpointing its log.
        db.session.rollback()
        rows.append(row_of(proposal_id, person_id, difference, trial, is_kept=is_kept))
        if time.monotonic() - begun >= EVERY or done == len(todo):
            yield rows, done
            rows, begun = [], time.monotonic()


def row_of(
    proposal_id: int, person_id: int, difference: PointsDifference, trial: Trial, *, is_kept: bool
) -> dict[str, Any]:
    """A person's row. Without a digest its lines are not stored; they are computed again later."""
    return {
        "proposal_id": proposal_id,
        "person_id": person_id,
        "points": difference.points,
        "badges": difference.badges,
        "teams": dict(difference.teams),
        "stale": list(difference.stale) if is_kept else [],
        "fresh": to_json(difference, trial.ahead.settings) if is_kept else [],
        "digest": trial.digests[person_id] if is_kept else "",
    }


def columns_of(trial: Trial) -> dict[str, Any]:
    """The columns of the row, once everybody is computed."""
    people = len(trial.ahead.stale)
    return {
        "total": people,
        "done": people,
        "settings_digest": trial.digest,
        "teams": trial.ahead.teams,
        **{f"last_{name}": value for name, value in asdict(trial.marks).items()},
    }


def marks_of(row: Proposal) -> Marks:
    return Marks(row.last_activity_id, row.last_void_id, row.last_award_id)


def save(proposal_id: int, *, is_last: bool) -> Any:
    """Make the change and write what was computed, in one transaction.

    People who have logged something since are replayed within it. If there are many of them it
    raises Outdated instead, unless this is the last try.
    """
    row = store.find(proposal_id)
    assert row is not None
    with publish(by_id=row.by_id, at=clock.now()) as publication:
        row = db.session.get_one(Proposal, proposal_id)
        if row.state not in store.WORKED_ON:
            return None
        standing = configuration.current()
        digest, good = settings_digest(standing), prepared_people(row, standing)
        value = apply(row, publication)
        if on_last_day(digest, publication.last_day) != row.settings_digest:
            raise Outdated
        settings = configuration.current()
        stale = publication.recount_all(settings)
        rest = {who: part for who, part in stale.items() if who not in good}
        is_much = not is_light(rest, settings, most=FEW_ENTRIES)
        if not is_last and is_much and not row_is_never_kept(row):
            raise Outdated
        write_prepared(proposal_id, good & stale.keys(), settings, at=publication.at)
        publication.replay(rest)
        row = db.session.get_one(Proposal, proposal_id)
        row.state, row.worker = ProposalState.DONE, ""
        if row_is_never_kept(row):
            store.note_made(row, value)
    store.forget(proposal_id)
    return value


def row_is_never_kept(row: Proposal) -> bool:
    return USE_CASES[row.use_case].has_new_ids


def prepared_people(row: Proposal, standing: Configuration) -> set[int]:
    """The people whose computed lines still hold."""
    held = store.digests(row.id)
    changed = changed_since(marks_of(row), standing)
    digests = person_digests([*held], standing)
    return {who for who, digest in held.items() if who not in changed and digest == digests[who]}
