"""Proposed changes of settings, and what each would do to points."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from leaderboard.extensions import db
from leaderboard.models.types import Amount, Data, Id, Instant, Moment


class ProposalState(StrEnum):
    """How far a proposal has got."""

    COMPUTING = "computing"
    READY = "ready"
    SAVING = "saving"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


OPEN_STATES = (ProposalState.COMPUTING, ProposalState.READY, ProposalState.SAVING)


class Proposal(db.Model):
    """A use case with its arguments, shown before it is saved; until then it has no effect."""

    __tablename__ = "proposal"

    id: Mapped[Id]
    use_case: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[Data]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[Moment]
    # The page of ours on which it was made.
    back: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[ProposalState] = mapped_column(String(10))
    # How many people have been computed, of how many.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    # The configuration and the last rows of the ledger for which the effect was computed.
    settings_digest: Mapped[str] = mapped_column(String(64), default="")
    last_activity_id: Mapped[Amount]
    last_void_id: Mapped[Amount]
    last_award_id: Mapped[Amount]
    # What teams gain and lose because people or teams move: by team, the points and activities.
    teams: Mapped[Data]
    # "field/reason" of a refusal.
    refusal: Mapped[str] = mapped_column(String(80), default="")
    # Who is working on it, and their last sign of life; a worker that falls silent is replaced.
    worker: Mapped[str] = mapped_column(String(32), default="")
    # None: nobody yet.
    worked_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("ix_proposal_state", "state"),)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class ProposedAward(db.Model):
    """What a proposal does to one person's awards: the sum for whoever decides, the lines for
    saving."""

    __tablename__ = "proposed_award"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    # Below zero if points are lost.
    points: Mapped[int] = mapped_column(BigInteger)
    badges: Mapped[int]
    # What these lines give each team, if teams move.
    teams: Mapped[Data]
    # The ids of the lines to reverse, and the lines to write.
    stale: Mapped[list[Any]] = mapped_column(JSON)
    fresh: Mapped[list[Any]] = mapped_column(JSON)
    # Of the person's own settings, for which it was computed.
    digest: Mapped[str] = mapped_column(String(64), default="")
