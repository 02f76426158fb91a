"""A log reads only the logging person's rows, and the feed only the day: neither a large company
nor a long past slows them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.publishing.rules import load_rules
from leaderboard.standings.days import counts_on
from leaderboard.standings.feed import feed

# How SQLite says that it reads part of a table that grows.
GROWING = r"\b(total|award|activity|reversal|anon_\d+)\b"
WHOLE = re.compile(rf"SCAN {GROWING}")
# Every earlier period of everybody; every award that was never taken back.
TOO_MUCH = re.compile(r"SEARCH total .*\(period_kind=\? AND start<|SEARCH award .*\(reverses_id=")


@pytest.fixture
def sent():
    """What SQLite is sent, as it arrives."""
    found: list[str] = []

    def listen(connection, record, proxy):
        connection.set_trace_callback(found.append)

    event.listen(db.engine, "checkout", listen)
    yield found
    event.remove(db.engine, "checkout", listen)


def plans(statements):
    """How SQLite plans these queries, step by step."""
    questions = [said for said in statements if said.startswith("SELECT")]
    return {
        (said, row.detail)
        for said in questions
        for row in db.session.execute(text("EXPLAIN QUERY PLAN " + escaped(said)))
    }


def escaped(statement):
    """Colons inside are not parameters."""
    return statement.replace(":", r"\:")


@pytest.fixture
def looking_back(session):
    """Rules that look back further than the open periods."""
    at = clock.now()
    rules = [
        {"trigger": "personal_best", "window": "day", "target": 3},
        {"trigger": "streak", "target": 2, "repeated": True},
        {"trigger": "first_in_team"},
        {"trigger": "reach", "target": 5, "window": "day"},
    ]
    named = [
        {
            "slug": rule["trigger"].replace("_", "-"),
            "name": rule["trigger"],
            "kind": "call",
            "points": 5,
            **rule,
        }
        for rule in rules
    ]
    load_rules({"rule": named}, at=at, since=at.date() - timedelta(days=365))


@pytest.mark.parametrize("days_ago", [0, 3])
def test_a_log_reads_nobody_elses_past(session, cast, looking_back, log, sent, days_ago):
    for earlier in (9, 8, 7, 6):
        log(cast.ada, "call", times=2, days_ago=earlier)
    log(cast.ada, "call", times=9, days_ago=days_ago)
    steps = plans(sent)
    tables = {table for _said, detail in steps for table in re.findall(GROWING, detail)}
    assert tables >= {"total", "award"}
    assert [step for step in steps if WHOLE.search(step[1]) or TOO_MUCH.search(step[1])] == []


def test_the_news_reads_the_day_and_no_more(session, cast, looking_back, log, sent):
    for days_ago in (9, 0):
        log(cast.ada, "call", times=5, days_ago=days_ago)
    log(cast.ben, "deal-won", amount=100)
    sent.clear()
    found = feed(day=clock.now().date(), most=9)
    assert {item.person_id for item in found} == {cast.ada, cast.ben}
    read = {detail for _said, detail in plans(sent) if re.search(GROWING, detail)}
    assert read
    assert [detail for detail in read if "SCAN" in detail or ">?" in detail] == []
    # By a day, an entry or an id; never by the rule, which would be every award given by hand.
    awards = {detail for detail in read if re.search(r"\baward\b", detail)}
    assert awards
    narrow = re.compile(r"occurred_on=\?|activity_id=\?|rowid=\?")
    assert [detail for detail in awards if not narrow.search(detail)] == []


def test_the_keys_read_the_own_day_and_no_more(session, cast, log, sent):
    log(cast.ada, "call", times=2)
    sent.clear()
    assert list(counts_on(cast.ada, day=clock.now().date()).values()) == [2]
    reads = [detail for _said, detail in plans(sent) if re.search(r"\btotal\b", detail)]
    assert reads
    assert [detail for detail in reads if "kind_id=? AND subject_id=?" not in detail] == []


def test_questions_that_read_too_much_are_known(session, cast, log, sent):
    """This test asks for exactly what the other one forbids."""
    log(cast.ada, "call")
    steps = plans(
        [
            "SELECT sum(entries) FROM total WHERE period_kind = 'day' AND start < '2026-01-01'",
            "SELECT id FROM award",
        ]
    )
    assert any(TOO_MUCH.search(detail) for _said, detail in steps)
    assert any(WHOLE.search(detail) for _said, detail in steps)


def test_the_award_that_stands_is_found_without_the_unique_index(session):
    """SQLite assumes a unique index has one row for anything, NULL too."""
    asked = "SELECT id FROM award WHERE subject_id = 1 AND reverses_id IS NULL"
    assert not any(TOO_MUCH.search(detail) for _said, detail in plans([asked]))
