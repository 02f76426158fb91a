"""Whatever was logged, a board shows the plain sums of the ledger, and nothing else affects it.

INVARIANTS A16, B3, B7, B8, B10, C1 to C7, D1 and D3; the expected values are summed up here, from
what was logged and not from the totals.
"""

from collections import defaultdict
from datetime import UTC, date, datetime
from fractions import Fraction
from threading import Event, Thread
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from sqlalchemy import select

from leaderboard import configuration, scoring
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import By, Membership, Metric, Person
from leaderboard.rules.periods import Span
from leaderboard.rules.ranking import Ties
from leaderboard.standings import board
from leaderboard.statements.compiled import Compiled
from tests.properties.histories import (
    DAYS,
    HISTORIES,
    MARCH,
    NOON,
    PEOPLE,
    TEAMS,
    Said,
    check,
    counted,
    tell,
)

SOME = st.frozensets(st.sampled_from(PEOPLE), max_size=2)


@pytest.fixture(params=["sqlite_app", pytest.param("postgresql_app", marks=pytest.mark.postgres)])
def company(request):
    """The app, its people, and how to reset it before each example."""
    return request.getfixturevalue(request.param)


def metric(slug):
    return configuration.current().metrics()[
        db.session.scalars(select(Metric.id).where(Metric.slug == slug)).one()
    ]


def shown(cast, found):
    """A board's rows by the names used here."""
    names = {getattr(cast, name): name for name in (*PEOPLE, "north", "south")}
    return {names[row.subject_id]: row for row in found.rows}


def ranks(values):
    """Competition ranks of values where more is better, and who is tied, spelled out."""
    better = {who: sum(other > value for other in values.values()) for who, value in values.items()}
    held = list(values.values())
    return {who: (better[who] + 1, held.count(value) > 1) for who, value in values.items()}


def test_c1_c2_c4_a_sum_ranks_as_the_ledger_says(company):
    def body(cast, history):
        tell(cast, history)
        revenue = board(metric("revenue"), by=By.REP, span=MARCH)
        expected = {
            who: sum(said.amount for said in lines)
            for who in PEOPLE
            if (lines := counted(history, {"deal-won"}, who))
        }
        assert {who: row.value for who, row in shown(cast, revenue).items()} == expected
        assert {who: (row.rank, row.is_tied) for who, row in shown(cast, revenue).items()} == ranks(
            expected
        )
        order = [(row.rank, row.name) for row in revenue.rows]
        assert order == sorted(order)

    check(company, body, history=HISTORIES)


def test_c4_below_nothing_is_a_rank_too(company):
    def body(cast, history):
        tell(cast, history)
        found = shown(cast, board(metric("margin"), by=By.REP, span=MARCH, min_sample=1))
        for who in PEOPLE:
            lines = counted(history, {"deal-won"}, who)
            costed = sum(said.amount for said in lines)
            if not costed:
                continue
            assert found[who].value == Fraction(sum(said.profit for said in lines), costed)
            assert found[who].rank is not None

    check(company, body, history=HISTORIES)


def test_b8_a_teams_ratio_is_that_of_the_sums_and_few_cases_have_no_rank(company):
    def body(cast, history, least):
        tell(cast, history)
        for by, groups in ((By.REP, {who: who for who in PEOPLE}), (By.TEAM, TEAMS)):
            found = shown(cast, board(metric("win-rate"), by=by, span=MARCH, min_sample=least))
            won, closed = defaultdict(int), defaultdict(int)
            for said in counted(history, {"deal-won", "deal-lost"}):
                closed[groups[said.who]] += 1
                won[groups[said.who]] += said.kind == "deal-won"
            assert {name: row.value for name, row in found.items()} == {
                name: Fraction(won[name], closed[name]) for name in closed
            }
            assert {name: row.sample for name, row in found.items()} == dict(closed)
            assert {name for name, row in found.items() if row.rank is None} == {
                name for name in closed if closed[name] < least
            }

    check(company, body, history=HISTORIES, least=st.integers(1, 4))


def test_c5_the_hidden_and_those_who_left_use_up_no_rank(company):
    def body(cast, history, hidden, left):
        tell(cast, history)
        with scoring.publish(by_id=None, at=NOON) as publication:
            for who in hidden | left:
                person = db.session.get_one(Person, getattr(cast, who))
                person.hidden_at = NOON if who in hidden else None
                # Before March was over.
                person.deactivated_at = datetime(2026, 3, 20, tzinfo=UTC) if who in left else None
                publication.audit("change", "person", person.id)
        seen = {
            who: sum(said.amount for said in lines)
            for who in PEOPLE
            if who not in hidden | left and (lines := counted(history, {"deal-won"}, who))
        }
        revenue = metric("revenue")
        found = shown(cast, board(revenue, by=By.REP, span=MARCH))
        assert {who: (row.rank, row.is_tied) for who, row in found.items()} == ranks(seen)
        everybody = board(revenue, by=By.REP, span=MARCH, shows_hidden=True)
        assert {row.subject_id for row in everybody.rows if row.is_hidden} == {
            getattr(cast, who) for who in hidden - left if counted(history, {"deal-won"}, who)
        }
        assert all(row.rank is None for row in everybody.rows if row.is_hidden)
        # Their team keeps what they did.
        teams = shown(cast, board(revenue, by=By.TEAM, span=MARCH))
        for team in ("north", "south"):
            lines = [s for s in counted(history, {"deal-won"}) if TEAMS[s.who] == team]
            assert (teams[team].value if lines else 0) == sum(said.amount for said in lines)

    check(company, body, history=HISTORIES, hidden=SOME, left=SOME)


def test_c6_a_filter_narrows_rows_and_changes_no_number(company):
    def body(cast, history):
        tell(cast, history)
        for slug in ("revenue", "win-rate", "calls"):
            whole = shown(cast, board(metric(slug), by=By.REP, span=MARCH))
            north = shown(cast, board(metric(slug), by=By.REP, span=MARCH, team_id=cast.north))
            assert set(north) == {who for who in whole if TEAMS[who] == "north"}
            for who, row in north.items():
                assert (row.value, row.sample) == (whole[who].value, whole[who].sample)

    check(company, body, history=HISTORIES)


def test_c3_who_got_there_first_is_told_by_the_last_entry_that_counted(company):
    def body(cast, history):
        tell(cast, history)
        found = shown(cast, board(metric("units"), by=By.REP, span=MARCH, ties=Ties.FIRST))
        moved = {
            who: max(
                (n for n, said in enumerate(history) if said in lines and said.quantity), default=-1
            )
            for who in PEOPLE
            if (lines := counted(history, {"deal-won"}, who))
        }
        values = {
            who: sum(said.quantity for said in counted(history, {"deal-won"}, who)) for who in moved
        }
        for one in moved:
            for other in moved:
                if values[one] == values[other] and values[one] > 0 and moved[one] < moved[other]:
                    assert found[one].rank < found[other].rank

    # Equal lines would not show which of them is meant.
    distinct = HISTORIES.map(lambda lines: list(dict.fromkeys(lines)))
    check(company, body, history=distinct)


def test_c1_windows_around_each_person_are_slices_of_one_list(company):
    def body(cast, history):
        tell(cast, history)
        found = board(metric("calls"), by=By.REP, span=MARCH)
        for place, row in enumerate(found.rows):
            window = found.around(row.subject_id, each_side=1)
            assert row in window
            assert len(window) == min(3, len(found.rows))
            first = found.rows.index(window[0])
            assert found.rows[first : first + len(window)] == window
            assert found.place_of(row.subject_id) == place

    check(company, body, history=HISTORIES)


def test_b10_a_persons_past_stays_with_the_team_of_that_day(company):
    def body(cast, history, since):
        tell(cast, history)
        with scoring.publish(by_id=None, at=NOON) as publication:
            db.session.add(Membership(person_id=cast.ada, since=since, team_id=cast.south))
            publication.audit("move", "person", cast.ada)
            publication.move_entries(cast.ada, since=since)
        expected = defaultdict(int)
        for said in counted(history, {"call"}):
            is_moved = said.who == "ada" and said.day >= since
            expected["south" if is_moved else TEAMS[said.who]] += 1
        found = shown(cast, board(metric("calls"), by=By.TEAM, span=MARCH))
        assert {team: row.value for team, row in found.items()} == dict(expected)

    check(company, body, history=HISTORIES, since=DAYS)


@pytest.mark.usefixtures("any_database")
def test_c7_a_board_asks_the_totals_however_long_the_ledger_is(session, cast, monkeypatch):
    said = []

    def listen(compiled, values, filled=Compiled.filled):
        said.append(filled(compiled, values)[0])
        return filled(compiled, values)

    monkeypatch.setattr(Compiled, "filled", listen)

    def asked():
        configuration.current()
        board(metric("revenue"), by=By.REP, span=MARCH)
        said.clear()
        board(metric("revenue"), by=By.REP, span=MARCH)
        session.rollback()
        return list(said)

    line = Said("ada", "deal-won", date(2026, 3, 3), 500, 0)
    tell(cast, [line])
    few = asked()
    tell(cast, [line] * 40)
    assert asked() == few
    assert few
    assert not any(" activity" in statement for statement in few)


@pytest.mark.usefixtures("any_database")
def test_d3_no_reader_ever_meets_a_board_that_is_empty_or_half_made(app, session, cast):
    """Rebuilding throws the totals away and counts them again; nobody sees the state in between."""
    line = Said("ada", "deal-won", date(2026, 3, 3), 500, 0)
    tell(cast, [line, Said("ben", "deal-won", date(2026, 3, 4), 1000, 0)])
    expected = [(row.rank, row.name, row.value) for row in revenue_board().rows]
    session.rollback()
    is_over, seen = Event(), []

    def read():
        with app.app_context():
            while not is_over.is_set():
                seen.append([(row.rank, row.name, row.value) for row in revenue_board().rows])
                db.session.remove()

    reader = Thread(target=read)
    reader.start()
    try:
        for _ in range(10):
            scoring.rebuild(at=NOON)
    finally:
        is_over.set()
        reader.join(timeout=30)
    assert seen
    assert [rows for rows in seen if rows != expected] == []


def revenue_board():
    return board(metric("revenue"), by=By.REP, span=MARCH)


@pytest.mark.usefixtures("any_database")
def test_d1_what_was_answered_is_in_the_next_read(session, cast, visitor, kinds):
    ada, ben = visitor(cast.ada), visitor(cast.ben)
    for count in (1, 2, 3):
        answer = ada.post("/activities/new/call", {"client_id": uuid4().hex, "when": "today"})
        assert answer.status_code == 303
        assert ben.get("/boards", follow_redirects=True).status_code == 200
        today = board(metric("calls"), by=By.REP, span=Span(date.min, date(2100, 1, 1)))
        assert [row.value for row in today.rows if row.subject_id == cast.ada] == [count]
        session.rollback()


@pytest.mark.usefixtures("any_database")
def test_b3_b7_the_zone_of_who_looks_and_who_is_signed_in_change_nothing(session, cast, visitor):
    """Near midnight a reader elsewhere has another date; the board keeps the organisation's."""
    tell(cast, [Said("ada", "call", date(2026, 3, 31), 0, 0)])
    before = shown(cast, board(metric("calls"), by=By.REP, span=MARCH))
    with write_transaction(session):
        session.get_one(Person, cast.ben).language = "fa_IR"
    pages = [
        visitor(who).get("/boards?period=2026-03", follow_redirects=True).status_code
        for who in (cast.ada, cast.ben)
    ]
    assert pages == [200, 200]
    assert shown(cast, board(metric("calls"), by=By.REP, span=MARCH)) == before
