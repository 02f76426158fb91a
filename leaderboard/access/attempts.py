"""Limits on guessing, by address and by account; kept in the database for all processes."""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Attempt
from leaderboard.scoring import locks

WINDOW = timedelta(minutes=15)
# A whole office may share one address; an account is one person's.
BY_ADDRESS, BY_ACCOUNT = 60, 10


@dataclass(frozen=True)
class Gate:
    """One counter, and how many failed attempts it allows within the window."""

    what: str
    limit: int


def gates(*, address: str | None, account: str) -> tuple[Gate, ...]:
    """Where an attempt to get in is counted; the account need not exist."""
    return Gate(f"address {network_of(address)}", BY_ADDRESS), gate_of(account)


def gate_of(account: str) -> Gate:
    """The account's own counter, named so that stored attempts do not reveal who was tried."""
    return Gate(f"account {hashlib.sha256(account.encode()).hexdigest()[:32]}", BY_ACCOUNT)


def network_of(address: str | None) -> str:
    """The address as it is counted: one customer of a provider has a whole /64 of IPv6."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def take(asked: Sequence[Gate], *, at: datetime) -> bool:
    """Count an attempt before it is made; False if there were too many.

    Counted first and given back on success, so that parallel attempts get no further than
    consecutive ones. Attempts over the limit are not counted: whoever waits gets in.
    """
    with write_transaction(db.session):
        locks.hold(locks.Space.ATTEMPT, [0])
        db.session.execute(delete(Attempt).where(Attempt.at <= at - WINDOW))
        if any(count(gate) >= gate.limit for gate in asked):
            return False
        db.session.add_all(Attempt(what=gate.what, at=at) for gate in asked)
        return True


def count(gate: Gate) -> int:
    """The failed attempts within the window."""
    return db.session.scalar(select(func.count()).where(Attempt.what == gate.what)) or 0


def give_back(asked: Sequence[Gate], *, at: datetime) -> None:
    """It succeeded: forget this attempt by address, and all those of the account; inside the
    caller's transaction."""
    by_address, by_account = asked
    db.session.execute(delete(Attempt).where(Attempt.what == by_account.what))
    db.session.execute(
        delete(Attempt).where(
            Attempt.id.in_(
                select(Attempt.id).where(Attempt.what == by_address.what, Attempt.at == at).limit(1)
            )
        )
    )


def forget(account: str) -> None:
    """Whoever comes with a link need not wait; inside the caller's transaction."""
    db.session.execute(delete(Attempt).where(Attempt.what == gate_of(account).what))
