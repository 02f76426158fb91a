"""`make demo LIVE=1`: the company keeps working while you watch.

Some logs a minute, written as a phone would write them, so that boards, bars and celebrations move.
It ends with the server, and by itself after some hours.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from threading import Thread
from uuid import uuid4

from flask import Flask

from leaderboard import clock
from leaderboard.database import is_away
from leaderboard.demo.cast import COMPANIES, REPS, CastPart, Company
from leaderboard.demo.chance import price, rounded
from leaderboard.demo.customers import customers
from leaderboard.demo.deals import CYCLE, with_margin
from leaderboard.demo.entrance import Note
from leaderboard.demo.facts import one
from leaderboard.demo.hiring import address
from leaderboard.demo.ledger import Ids, activity_of, ids_with
from leaderboard.demo.scene import Fact
from leaderboard.extensions import db
from leaderboard.models import Person
from leaderboard.scoring import log_activity

log = logging.getLogger(__name__)

# Seconds between two logs, so that each can be seen.
SECONDS = (5.0, 13.0)
# About six hours, so that nobody finds a year's work in the morning.
MOST = 2400
KINDS = {
    "call": 44,
    "email": 24,
    "meeting": 9,
    "demo": 7,
    "proposal": 5,
    "qualified-lead": 4,
    "deal-won": 7,
}
# One deal in this many is big enough for the screens to celebrate.
BIG_ONE_IN = 3
BIG = (20_000, 58_000)


@dataclass(frozen=True)
class Crew:
    """The company in its language, whoever works there now, and their customers."""

    company: Company
    ids: Ids
    reps: Sequence[CastPart]
    names: Sequence[str]

    @classmethod
    def of(cls, language: str) -> "Crew":
        company = COMPANIES[language]
        by_email = {
            row.email: row.id
            for row in db.session.execute(
                db.select(Person.email, Person.id).where(Person.deactivated_at.is_(None))
            )
        }
        here = {
            part.key: by_email[address(part, company)]
            for part in REPS
            if address(part, company) in by_email
        }
        reps = [part for part in REPS if part.key in here]
        return cls(company, ids_with(here), reps, customers(language, Random(0)))


def start(app: Flask) -> None:
    """Start beside the server; the thread ends with it."""
    Thread(target=work, args=(app,), name="company at work", daemon=True).start()


def work(app: Flask, *, most: int = MOST, seconds: tuple[float, float] = SECONDS) -> None:
    """Log one thing after another."""
    rng = Random()
    language = Note(app.config["DATA"] / "demo.json").read()["language"]
    for _ in range(most):
        time.sleep(rng.uniform(*seconds))
        with app.app_context():
            try:
                log_one(Crew.of(language), rng, at=clock.now())
            except Exception as error:
                # A server that is briefly busy must not stop the work; anything else is a bug.
                if not is_away(error):
                    raise
                log.info("the company takes a break: %s", error)
    log.info("The company has worked enough; start the demo again for more.")


def log_one(crew: Crew, rng: Random, *, at: datetime) -> None:
    """Log something that somebody has just done."""
    part = rng.choices(crew.reps, [part.pace for part in crew.reps])[0]
    today = clock.business_date(at, crew.company.charter.timezone)
    fact = happening(part, crew.names, today, rng)
    log_activity(
        activity_of(fact, crew.company, crew.ids, moment=at),
        client_id=f"live-{uuid4()}",
        by_id=crew.ids.subjects[part.key],
        at=at,
    )


def happening(part: CastPart, names: Sequence[str], today: date, rng: Random) -> Fact:
    kind = rng.choices(tuple(KINDS), tuple(KINDS.values()))[0]
    # The minute only decides the margin; the log itself happens now.
    fact = one(part.key, kind, today, rng.randrange(1440), names, rng)
    return won(fact, rng) if kind == "deal-won" else fact


def won(fact: Fact, rng: Random) -> Fact:
    """A won deal with every field filled in."""
    is_big = rng.randrange(BIG_ONE_IN) == 0
    sort = rng.choices(tuple(CYCLE), (11, 5, 4))[0]
    return with_margin(
        Fact(
            fact.who,
            fact.kind,
            fact.day,
            fact.minute,
            customer=fact.customer,
            amount=rounded(rng.uniform(*BIG)) if is_big else price(rng),
            quantity=rng.randint(1, 24),
            days=CYCLE[sort],
            values=(f"deal-type:{sort}",),
        )
    )
