"""What is read of the settings when somebody first asks for it, by all who ask at once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from leaderboard import configuration, scoring
from tests.cast import FOUNDED, hire

READERS = 4
TRIES = 100


@pytest.fixture
def impatient():
    """Threads that take turns in the middle of whatever they do."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("what", ["people", "metrics"])
def test_nobody_meets_half_of_what_another_is_reading(app, session, cast, impatient, what):
    with scoring.publish(by_id=None, at=FOUNDED) as publication:
        for number in range(50):
            publication.audit("hire", "person", hire(f"Rep {number}"))
    together = Barrier(READERS)

    def count(known):
        with app.app_context():
            session.execute(text("SELECT 1"))
            together.wait(timeout=30)
            return len(getattr(known, what)())

    with ThreadPoolExecutor(READERS) as pool:
        for _ in range(TRIES):
            configuration.forget()
            known = configuration.current()
            session.rollback()
            assert len(set(pool.map(count, [known] * READERS))) == 1
