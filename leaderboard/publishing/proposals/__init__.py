"""Changes of settings that move points already paid are shown before they are saved.

A change is saved at once if it moves nobody's points and no team's sums, and nothing recorded for a
later day ends it. Any other becomes a proposal: its effect is computed alongside requests, and it
takes effect once somebody has looked at it and confirmed it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration
from leaderboard.models import Proposal, ProposalState
from leaderboard.publishing.proposals import store, worker
from leaderboard.publishing.proposals.store import ProposalOutcome, Seen, sum_of
from leaderboard.publishing.proposals.use_cases import USE_CASES, UseCase
from leaderboard.publishing.proposals.work import (
    FEW_ENTRIES,
    Outdated,
    RolledBack,
    Told,
    columns_of,
    nobody_is_told,
    row_of,
    trial_of,
    work_on,
)
from leaderboard.publishing.rows import refuse_overtaken
from leaderboard.scoring import Publication, publish
from leaderboard.scoring.ahead import Ahead, PointsDifference
from leaderboard.scoring.marks import Marks, last_rows
from leaderboard.scoring.weight import is_light

# Awards of more people than this are written in the background.
FEW_PEOPLE = 20

__all__ = [
    "ProposalOutcome",
    "Seen",
    "ask",
    "confirm",
    "drop",
    "save_now",
    "sum_of",
    "work_on",
]


def ask(
    use_case: str,
    arguments: Mapping[str, Any],
    *,
    by_id: int | None,
    at: datetime,
    back: str = "",
    seen: Seen | None = None,
    is_left_to_worker: bool = True,
) -> ProposalOutcome:
    """Save the change if there is nothing to look at first, else propose it.

    Raises whatever its use case refuses, and Overtaken. A caller that does not leave it to the
    worker has to work on it itself (`work_on`).
    """
    case = USE_CASES[use_case]
    found = try_small(case, arguments, seen, by_id=by_id, at=at)
    if found is not None and not found.is_noticed:
        return ProposalOutcome(found.value)
    number = store.add(
        use_case,
        arguments,
        by_id=by_id,
        at=at,
        back=back,
        seen=seen,
        state=ProposalState.COMPUTING,
    )
    if found is not None:
        with suppress(Outdated):
            keep_small(number, found, case)
            return ProposalOutcome(proposal_id=number)
    if is_left_to_worker:
        worker.wake()
    return ProposalOutcome(proposal_id=number)


@dataclass(frozen=True)
class Tried:
    """A small change that was tried, what it does to awards and teams, and whether something
    recorded for a later day ends it."""

    value: Any
    before: Configuration
    marks: Marks
    ahead: Ahead
    differences: Mapping[int, PointsDifference]
    is_ended: bool

    @property
    def is_noticed(self) -> bool:
        """Whether it has to be looked at: it moves somebody's points or a team's sums, or ends
        sooner than expected."""
        return (
            self.is_ended
            or bool(self.ahead.teams)
            or any(found.moves_points for found in self.differences.values())
        )


def try_small(
    case: UseCase,
    arguments: Mapping[str, Any],
    seen: Seen | None,
    *,
    by_id: int | None,
    at: datetime,
) -> Tried | None:
    """Make the change; it stays only if there is nothing to look at. None if it is large: nobody
    can log meanwhile, so looking at it is left to the worker."""
    found = None
    with suppress(RolledBack), publish(by_id=by_id, at=at) as publication:
        marks, before = last_rows(), configuration.current()
        is_ended = case.ended_by(**arguments) is not None
        value = case.change(publication, **arguments)
        if seen is not None:
            refuse_overtaken(publication, seen.noun, seen.noun_id, seen=seen.number)
        settings = configuration.current()
        if not is_light(publication.stale(settings), settings, most=FEW_ENTRIES):
            raise RolledBack
        ahead = Ahead.of(publication, settings, before=before)
        differences = {who: ahead.difference(who) for who in ahead.stale}
        found = Tried(value, before, marks, ahead, differences, is_ended)
        if found.is_noticed:
            raise RolledBack
        settle(publication, differences)
    return found


def settle(publication: Publication, differences: Mapping[int, PointsDifference]) -> None:
    """Replay the people whose lines will change, even if their points stay the same."""
    stale = publication.recount_all(configuration.current())
    publication.replay({who: part for who, part in stale.items() if not differences[who].is_none})


def keep_small(number: int, found: Tried, case: UseCase) -> None:
    """Store what took no time to compute. Raises Outdated."""
    trial = trial_of(found.ahead, found.marks, number=found.before.number)
    rows = [
        row_of(number, who, difference, trial, is_kept=not case.has_new_ids)
        for who, difference in found.differences.items()
    ]
    store.keep(number, rows, state=ProposalState.READY, **columns_of(trial))


def confirm(proposal: Proposal, *, at: datetime) -> None:
    """Save a proposal that was looked at, at once if it is small. Else the worker saves it, or
    shows it again if it was computed for another day."""
    zone = configuration.current().zone
    is_of_today = clock.business_date(proposal.asked_at, zone) == clock.business_date(at, zone)
    state = ProposalState.SAVING if is_of_today else ProposalState.COMPUTING
    values = {} if is_of_today else {"asked_at": at, "settings_digest": ""}
    store.put_state(proposal.id, state, among=[ProposalState.READY], worker="", **values)
    if is_saved_at_once(proposal.id):
        work_on(proposal.id)
    # Still open if it was small but others kept changing settings.
    if store.is_any_worked_on():
        worker.wake()


def save_now(proposal_id: int, *, told: Told = nobody_is_told) -> Any:
    """Save the proposal before returning, and return what its use case gave; for somebody who has
    just looked at it."""
    store.put_state(proposal_id, ProposalState.SAVING, among=[ProposalState.READY], worker="")
    return work_on(proposal_id, told=told)


def is_saved_at_once(proposal_id: int) -> bool:
    """Whether there is so little to write that the response can wait for it."""
    return len(store.digests(proposal_id)) <= FEW_PEOPLE


def drop(proposal_id: int) -> None:
    open_states = (ProposalState.READY, ProposalState.COMPUTING)
    store.put_state(proposal_id, ProposalState.DROPPED, among=open_states, worker="")
    store.forget(proposal_id)
