"""Proposals in the database; each step is a short transaction of its own."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Proposal, ProposalState, ProposedAward
from leaderboard.models.proposals import OPEN_STATES
from leaderboard.publishing.later import Later
from leaderboard.publishing.proposals.use_cases import USE_CASES, from_json, to_json
from leaderboard.scoring.moved import PointsMoved
from leaderboard.scoring.team_sums import TeamMoved, with_points

# A worker silent for this long is presumed dead, and another takes over.
SILENCE = timedelta(seconds=20)
# Nobody leaves more than this many undecided.
MOST_LISTED = 100
WORKED_ON = (ProposalState.COMPUTING, ProposalState.SAVING)


@dataclass(frozen=True)
class Seen:
    """What a form is about, and its latest change when the form was opened."""

    noun: str
    noun_id: int
    number: int


@dataclass(frozen=True)
class ProposalOutcome:
    """What became of a requested change: saved, or a proposal to look at first."""

    value: Any = None
    proposal_id: int | None = None


def add(
    use_case: str,
    arguments: Mapping[str, Any],
    *,
    by_id: int | None,
    at: datetime,
    back: str,
    seen: Seen | None,
    state: ProposalState,
) -> int:
    """Add a proposal for which nothing has been computed yet."""
    said = {"said": to_json(dict(arguments))}
    if seen is not None:
        said["seen"] = [seen.noun, seen.noun_id, seen.number]
    with write_transaction(db.session):
        row = Proposal(
            use_case=use_case,
            arguments=said,
            by_id=by_id,
            asked_at=at,
            back=back,
            state=state,
        )
        db.session.add(row)
        db.session.flush()
        number: int = row.id
    return number


def arguments_of(proposal: Proposal) -> dict[str, Any]:
    """The arguments for its use case."""
    said: dict[str, Any] = from_json(proposal.arguments["said"])
    return said


def later_of(proposal: Proposal) -> Later | None:
    """What is recorded for a later day and ends it."""
    return USE_CASES[proposal.use_case].ended_by(**arguments_of(proposal))


def note_made(proposal: Proposal, value: Any) -> None:
    """Keep the new ids that the use case gave, for whoever comes back after the worker has saved
    it; inside the caller's transaction."""
    proposal.arguments = {**proposal.arguments, "made": to_json(value)}


def made_by(proposal: Proposal) -> Any:
    """What the use case gave when it was saved; None before."""
    return from_json(proposal.arguments.get("made"))


def seen_of(proposal: Proposal) -> Seen | None:
    seen = proposal.arguments.get("seen")
    return Seen(*seen) if seen else None


def open_of(person_id: int, *, is_admin: bool) -> list[Proposal]:
    """The proposals this person has made and not decided, newest first; admins see everybody's."""
    waiting = select(Proposal).where(Proposal.state.in_(OPEN_STATES)).order_by(Proposal.id.desc())
    if not is_admin:
        waiting = waiting.where(Proposal.by_id == person_id)
    return list(db.session.scalars(waiting.limit(MOST_LISTED)))


def find(proposal_id: int) -> Proposal | None:
    db.session.rollback()
    return db.session.get(Proposal, proposal_id)


def put(proposal_id: int, **values: Any) -> None:
    """Set these columns of the row."""
    with write_transaction(db.session):
        db.session.execute(update(Proposal).where(Proposal.id == proposal_id).values(values))


def put_state(
    proposal_id: int, state: ProposalState, *, among: Collection[ProposalState], **values: Any
) -> bool:
    """Move on to another state, unless somebody else has moved it elsewhere in the meantime."""
    with write_transaction(db.session):
        moved = db.session.execute(
            update(Proposal)
            .where(Proposal.id == proposal_id, Proposal.state.in_(among))
            .values(state=state, **values)
        )
        return bool(moved.rowcount)  # type: ignore[attr-defined]


def keep(proposal_id: int, rows: Collection[Mapping[str, Any]], **values: Any) -> None:
    """Store what was computed for some people, replacing what was stored before."""
    with write_transaction(db.session):
        people = [row["person_id"] for row in rows]
        of_these = ProposedAward.person_id.in_(people)
        mine = ProposedAward.proposal_id == proposal_id
        if rows:
            db.session.execute(delete(ProposedAward).where(mine, of_these))
            db.session.execute(insert(ProposedAward), list(rows))
        db.session.execute(update(Proposal).where(Proposal.id == proposal_id).values(values))


def forget(proposal_id: int, person_ids: Collection[int] | None = None) -> None:
    """Delete what was computed for these people, or for everybody, a few at a time."""
    mine = ProposedAward.proposal_id == proposal_id
    people = (
        list(db.session.scalars(select(ProposedAward.person_id).where(mine)))
        if person_ids is None
        else list(person_ids)
    )
    for first in range(0, len(people), 50):
        with write_transaction(db.session):
            some = ProposedAward.person_id.in_(people[first : first + 50])
            db.session.execute(delete(ProposedAward).where(mine, some))


def digests(proposal_id: int) -> dict[int, str]:
    """The people something is computed for, each with the digest of their own settings at the
    time."""
    rows = db.session.execute(
        select(ProposedAward.person_id, ProposedAward.digest).where(
            ProposedAward.proposal_id == proposal_id
        )
    )
    return {row.person_id: row.digest for row in rows}


def moves_points(proposal_id: int) -> bool:
    """Whether it has an effect that somebody would notice."""
    noticed = or_(ProposedAward.points != 0, ProposedAward.badges != 0)
    statement = select(ProposedAward.person_id).where(
        ProposedAward.proposal_id == proposal_id, noticed
    )
    return db.session.scalar(statement.limit(1)) is not None


def sum_of(proposal_id: int) -> PointsMoved:
    """A proposal's total effect."""
    points, badges = ProposedAward.points, ProposedAward.badges
    row = db.session.execute(
        select(
            func.count(),
            *(
                func.coalesce(func.sum(what).filter(condition), 0)
                for what, condition in (
                    (points, points > 0),
                    (points, points < 0),
                    (badges, badges > 0),
                    (badges, badges < 0),
                )
            ),
        ).where(ProposedAward.proposal_id == proposal_id, or_(points != 0, badges != 0))
    ).one()
    people, up, down, badges_up, badges_down = (int(number) for number in row)
    return PointsMoved(people, up, down, badges_up, badges_down)


def teams_of(proposal: Proposal) -> dict[int, TeamMoved]:
    """What each team gains or loses; empty unless people or teams move."""
    if not proposal.teams:
        return {}
    lines: Counter[int] = Counter()
    for teams in db.session.scalars(
        select(ProposedAward.teams).where(ProposedAward.proposal_id == proposal.id)
    ):
        lines.update({int(team_id): points for team_id, points in teams.items()})
    moved = {int(team_id): TeamMoved(*numbers) for team_id, numbers in proposal.teams.items()}
    return with_points(moved, lines)


@dataclass(frozen=True)
class Moved:
    """How many points and badges a person gains or loses."""

    person_id: int
    points: int
    badges: int


def moved(proposal_id: int, *, most: int) -> list[Moved]:
    """The people whose points move, biggest change first."""
    statement = (
        select(ProposedAward.person_id, ProposedAward.points, ProposedAward.badges)
        .where(
            ProposedAward.proposal_id == proposal_id,
            or_(ProposedAward.points != 0, ProposedAward.badges != 0),
        )
        .order_by(func.abs(ProposedAward.points).desc(), ProposedAward.person_id)
    )
    return [Moved(*row) for row in db.session.execute(statement.limit(most)).all()]


def next_to_work_on(worker: str, *, at: datetime) -> int | None:
    """A proposal nobody is working on, claimed for this worker; None if there is none."""
    is_free = or_(
        Proposal.worker.in_(("", worker)),
        Proposal.worked_at.is_(None),
        Proposal.worked_at < at - SILENCE,
    )
    waiting = select(Proposal.id).where(Proposal.state.in_(WORKED_ON), is_free)
    found = db.session.scalar(waiting.order_by(Proposal.id).limit(1))
    db.session.rollback()
    if found is None:
        return None
    with write_transaction(db.session):
        taken = db.session.execute(
            update(Proposal)
            .where(Proposal.id == found, Proposal.state.in_(WORKED_ON), is_free)
            .values(worker=worker, worked_at=at)
        )
        return found if taken.rowcount else None  # type: ignore[attr-defined]


def is_any_worked_on() -> bool:
    """Whether any proposal is being worked on, by whichever process."""
    found = db.session.scalar(select(Proposal.id).where(Proposal.state.in_(WORKED_ON)).limit(1))
    db.session.rollback()
    return found is not None
