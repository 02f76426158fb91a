"""Changes of settings that were asked for, and what each would do to points."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from leaderboard.extensions import db
from leaderboard.models.types import Amount, Data, Id, Instant, Moment


class ProposalState(StrEnum):
    """How far a proposal has come."""

    COMPUTING = "computing"
    READY = "ready"
    SAVING = "saving"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


OPEN_STATES = (ProposalState.COMPUTING, ProposalState.READY, ProposalState.SAVING)


class Proposal(db.Model):
    """A use case with its arguments that is shown before it is saved; until then nothing of it
    holds."""

    __tablename__ = "proposal"

    id: Mapped[Id]
    use_case: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[Data]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[Moment]
    # The page of our own from which it was asked for.
    back: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[ProposalState] = mapped_column(String(10))
    # How many people have been looked at, of how many.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    # Whether the lines of `ProposedAward` are to be written, or so few that a replay does it.
    is_prepared: Mapped[bool] = mapped_column(default=False)
    # Under which settings, and after which rows of the ledger, the difference was computed.
    settings_digest: Mapped[str] = mapped_column(String(64), default="")
    last_activity_id: Mapped[Amount]
    last_void_id: Mapped[Amount]
    last_award_id: Mapped[Amount]
    # "field/reason" of a refusal.
    refusal: Mapped[str] = mapped_column(String(80), default="")
    # Who works on it, and when they last said so; whoever falls silent is replaced.
    worker: Mapped[str] = mapped_column(String(32), default="")
    # None: nobody yet.
    worked_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("ix_proposal_state", "state"),)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class ProposedAward(db.Model):
    """What a proposal does to one person's awards: the sum for who decides, the lines for who
    saves."""

    __tablename__ = "proposed_award"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    # Below zero where points are lost.
    points: Mapped[int] = mapped_column(BigInteger)
    badges: Mapped[int]
    # The ids of the lines to take back, and the lines to write.
    stale: Mapped[list[Any]] = mapped_column(JSON)
    fresh: Mapped[list[Any]] = mapped_column(JSON)
    # Under which settings of the person's own.
    digest: Mapped[str] = mapped_column(String(64), default="")
