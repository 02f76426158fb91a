"""The pages of boards and the region that keeps them fresh."""

import re
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.configuration import LeaderboardFacts
from leaderboard.extensions import db
from leaderboard.locale import PLAIN
from leaderboard.models import (
    Audience,
    By,
    Leaderboard,
    Membership,
    Metric,
    Organisation,
    Person,
    Role,
)
from leaderboard.permissions import SignedIn
from leaderboard.publishing import move
from leaderboard.publishing.founding import add_person
from leaderboard.rules.periods import PeriodKind, Span, period_of
from leaderboard.rules.ranking import Candidate, Ties, ranked
from leaderboard.scoring import publish
from leaderboard.standings import Board, Standing
from leaderboard.web.boards.asked import AskedBoard
from leaderboard.web.boards.notes import near_win
from leaderboard.web.page.rows import rows_of
from tests.growth import counted
from tests.standings.entries import log

AT = datetime(2026, 11, 1, tzinfo=UTC)
OCTOBER = "/boards/calls?period=2026-10"


@pytest.fixture
def owners(session, cast):
    return {**asdict(cast), "company": session.scalar(select(Organisation.id))}


@pytest.fixture
def set_up(session):
    """Set up a board: of calls, by person, each month, for everyone, by default."""

    def set_up_board(slug="calls", metric="calls", **given):
        with publish(by_id=None, at=AT) as publication:
            row = Leaderboard(
                **{
                    "slug": slug,
                    "name": f"Board {slug}",
                    "metric_id": session.scalar(select(Metric.id).where(Metric.slug == metric)),
                    "by": By.REP,
                    "period_kind": PeriodKind.MONTH,
                    "position": 0,
                    **given,
                }
            )
            session.add(row)
            session.flush()
            publication.audit("add", "leaderboard", row.id)

    return set_up_board


def change(person_id, **changes):
    with publish(by_id=None, at=AT) as publication:
        for name, value in changes.items():
            setattr(db.session.get_one(Person, person_id), name, value)
        publication.audit("change", "person", person_id)


def rows(text):
    """Rank, name and value of every row on the page, as read."""
    found = []
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", text, re.DOTALL):
        rank = re.search(r'standing-rank"><bdi>(.*?)</bdi>', row)
        if rank is None:
            continue
        name = re.search(r'standing-label">(?:<a [^>]*>)?<bdi>(.*?)</bdi>', row)
        value = re.search(r'standing-value"><bdi>(.*?)</bdi>', row)
        found.append((rank[1], name[1], value[1].replace("\N{NO-BREAK SPACE}", " ")))
    return found


def test_a_board_is_a_table_with_ties_and_my_own_row(session, owners, set_up, visitor, cast):
    set_up()
    log(session, "10-05 ada call x2\n10-06 ben call x2\n10-07 otto call", owners)
    page = visitor(cast.ben).get(OCTOBER)
    assert rows(page.text) == [("=1", "Ada", "2"), ("=1", "Ben", "2"), ("3", "Otto", "1")]
    assert '<tr class="is-own" aria-current="true">' in page.text
    assert "Equal values share a rank; the next is 3." in page.text


def test_a_currency_that_is_a_word_is_said_once_above_a_board(
    session, owners, set_up, visitor, cast
):
    set_up("revenue", "revenue")
    with publish(by_id=None, at=AT) as publication:
        session.scalars(select(Organisation)).one().currency = "IRT"
        publication.audit("change", "organisation", 1)
    log(session, "10-05 ada deal-won amount=465000000", owners)
    page = visitor(cast.ben).get("/boards/revenue?period=2026-10")
    assert rows(page.text) == [("1", "Ada", "465,000,000")]
    assert "Revenue in toman, Movement since September 2026" in page.text


def test_teams_are_ranked_by_what_was_done_in_them(session, owners, set_up, visitor, cast):
    set_up()
    log(session, "10-05 ada call x2\n10-06 ben call x2\n10-07 otto call x5", owners)
    page = visitor(cast.ada).get(f"{OCTOBER}&by=team")
    assert rows(page.text) == [("1", "South", "5"), ("2", "North", "4")]


def test_too_few_cases_come_last_without_a_rank(session, owners, set_up, visitor, cast):
    set_up("win-rates", "win-rate")
    log(session, "10-05 ada deal-won x6 amount=5\n10-06 ada deal-lost x6", owners)
    log(session, "10-05 ben deal-won amount=5", owners)
    page = visitor(cast.ben).get("/boards/win-rates?period=2026-10")
    assert rows(page.text) == [("1", "Ada", "50 %"), ("–", "Ben", "100 %")]
    assert "1 case" in page.text
    assert "A rank needs at least 10 cases." in page.text


def test_movement_in_a_past_period_is_told_against_the_one_before(
    session, owners, set_up, visitor, cast
):
    set_up()
    log(session, "09-05 ada call x2\n09-06 ben call\n10-05 ada call\n10-06 ben call x4", owners)
    page = visitor(cast.ada).get(OCTOBER)
    assert "Movement since September 2026" in page.text
    assert re.findall(r'class="move move-(\w+)"', page.text) == ["up", "down"]
    assert "up 1 rank" in page.text


def asked(today, period_day, **changes):
    setting = LeaderboardFacts(
        1, "b", "B", 1, By.REP, PeriodKind.MONTH, Ties.EQUAL, Audience.EVERYONE, None
    )
    almanac = configuration.current().almanac
    viewer = SignedIn(1, "Ada", Role.REP, 1, "token")
    period = period_of(PeriodKind.MONTH, period_day, almanac)
    return replace(AskedBoard(setting, None, viewer, today, period, By.REP, 1), **changes)


def test_movement_in_a_running_period_is_told_since_yesterday(session, cast):
    november = date(2026, 11, 1)
    running = asked(date(2026, 11, 25), november)
    assert running.earlier == Span(november, date(2026, 11, 25))
    first_day = asked(november, november)
    assert first_day.earlier == Span(date(2026, 10, 1), november)
    over = asked(date(2026, 12, 25), november)
    assert over.earlier == Span(date(2026, 10, 1), november)
    assert asked(date(2026, 10, 25), november).earlier is None


def test_pages_joined_are_the_whole_list_and_my_place_is_in_sight(
    session, owners, set_up, visitor, cast
):
    set_up()
    with publish(by_id=None, at=AT) as publication:
        for number in range(52):
            name = f"Rep {number:02}"
            owners[name.replace(" ", "")] = person_id = add_person(
                name=name, email=None, role=Role.REP, at=AT
            )
            session.add(Membership(person_id=person_id, since=date(2026, 1, 1), team_id=cast.north))
            publication.audit("hire", "person", person_id)
    lines = [f"10-05 Rep{number:02} call x{1 + number % 3}" for number in range(52)]
    log(session, "\n".join([*lines, "10-05 ada call"]), owners)
    ada = visitor(cast.ada)
    first = ada.get(OCTOBER)
    assert "My place" in first.text
    assert "1 to 25 of 53" in first.text
    pages = [rows(ada.get(f"{OCTOBER}&page={page}").text) for page in (1, 2)]
    assert [len(page) for page in pages] == [25 + 1, 28]
    listed = [name for page, own in zip(pages, (25, 28), strict=True) for _, name, _ in page[:own]]
    assert (len(listed), len(set(listed))) == (53, 53)
    assert pages[0][25] == ("=35", "Ada", "1")
    assert f"{OCTOBER.replace('&', '&amp;')}&amp;page=2" in first.text


def test_a_page_past_the_last_one_is_the_last_one(session, owners, set_up, visitor, cast):
    set_up()
    log(session, "10-05 ada call", owners)
    assert rows(visitor(cast.ada).get(f"{OCTOBER}&page=99").text) == [("1", "Ada", "1")]


def test_a_board_for_managers_is_not_there_for_reps(session, owners, set_up, visitor, cast):
    set_up(audience=Audience.MANAGERS)
    for path in ("/boards/calls", "/boards/calls/standings"):
        assert visitor(cast.ada).get(path).status_code == 404
        assert visitor(cast.mona).get(path).status_code == 200
    assert "Board calls" not in visitor(cast.ada).get("/boards", follow_redirects=True).text
    assert visitor().get("/boards/calls").location.startswith("/sign-in")


def test_a_board_of_teams_shows_a_rep_no_people(session, owners, set_up, visitor, cast):
    set_up(by=By.TEAM)
    log(session, "10-05 ada call", owners)
    assert visitor(cast.ben).get(f"{OCTOBER}&by=rep").status_code == 404
    assert visitor(cast.ben).get("/boards/calls/standings?by=rep").status_code == 404
    assert rows(visitor(cast.mona).get(f"{OCTOBER}&by=rep").text) == [("1", "Ada", "1")]


def test_any_metric_is_for_managers(session, owners, visitor, cast):
    log(session, "10-05 ada call x3", owners)
    path = "/boards?metric=calls&period=2026-10"
    assert rows(visitor(cast.mona).get(path).text) == [("1", "Ada", "3")]
    assert visitor(cast.ada).get(path).status_code == 404
    assert visitor(cast.ada).get("/boards/standings?metric=calls").status_code == 403
    assert visitor(cast.mona).get("/boards?metric=nonsense").status_code == 404


def test_the_hidden_use_no_rank_and_are_seen_by_their_manager_and_themselves(
    session, owners, set_up, visitor, cast
):
    set_up()
    log(session, "10-05 ada call x3\n10-05 ben call x2\n10-05 otto call", owners)
    change(cast.ada, hidden_at=AT)
    without = [("1", "Ben", "2"), ("2", "Otto", "1")]
    hidden = [*without, ("–", "Ada", "3")]
    assert rows(visitor(cast.ben).get(OCTOBER).text) == without
    assert rows(visitor(cast.olga).get(OCTOBER).text) == without
    for who in (cast.mona, cast.iris, cast.ada):
        assert rows(visitor(who).get(OCTOBER).text) == hidden


def test_who_left_is_on_no_board_that_ended_later(session, owners, set_up, visitor, cast):
    set_up()
    log(session, "10-05 ada call x3\n10-05 ben call x2", owners)
    change(cast.ada, deactivated_at=datetime(2026, 10, 20, tzinfo=UTC))
    assert rows(visitor(cast.ben).get(OCTOBER).text) == [("1", "Ben", "2")]


def test_who_is_to_move_is_with_their_team_until_then(session, set_up, visitor, cast):
    set_up(period_kind=PeriodKind.YEAR, team_id=cast.north)
    ada = visitor(cast.ada)
    ada.post("/activities/new/call", {"client_id": uuid4().hex, "when": "today"})
    with publish(by_id=None, at=AT) as publication:
        move(publication, cast.ada, team_id=cast.south, since=clock.now().date() + timedelta(2))
    assert rows(ada.get("/boards/calls").text) == [("1", "Ada", "1")]


def test_an_empty_board_lists_everybody_and_says_what_opens_it(session, set_up, visitor, cast):
    set_up()
    page = visitor(cast.ada).get("/boards/calls")
    assert "The first log opens the board" in page.text
    assert rows(page.text) == [("–", name, "–") for name in ("Ada", "Ben", "Mona", "Olga", "Otto")]
    over = visitor(cast.ada).get("/boards/calls?period=2020-02")
    assert "Nothing was logged then" in over.text
    assert rows(over.text) == []


@pytest.mark.usefixtures("any_database")
def test_an_unchanged_region_is_not_sent_again(session, owners, set_up, visitor, cast):
    set_up()
    ada, region = visitor(cast.ada), "/boards/calls/standings?period=2026-10"
    first = ada.get(region)
    tag = first.headers["HX-PTag"]
    assert first.headers["ETag"] == f'"{tag}"'
    for header, value in (("If-None-Match", f'"{tag}"'), ("HX-PTag", tag)):
        again = ada.get(region, headers={header: value})
        assert (again.status_code, again.data) == (304, b"")
    # Each person's own row differs, so one's tag saves nobody else the region (D2).
    bens = visitor(cast.ben).get(region, headers={"HX-PTag": tag})
    assert (bens.status_code, bens.headers["HX-PTag"] != tag) == (200, True)
    log(session, "10-05 ada call", owners)
    changed = ada.get(region, headers={"HX-PTag": tag})
    assert changed.status_code == 200
    assert rows(changed.text) == [("1", "Ada", "1")]


def test_only_a_running_period_is_asked_for_again(session, set_up, visitor, cast):
    set_up()
    ada = visitor(cast.ada)
    running, over = ada.get("/boards/calls").text, ada.get(OCTOBER.replace("10", "02")).text
    assert 'hx-get="/boards/calls/standings" hx-trigger="every 20s' in running
    assert "hx-ptag=" in running
    assert "every 20s" not in over


def test_a_region_is_the_same_partial_as_in_the_page(session, owners, set_up, visitor, cast):
    set_up()
    log(session, "10-05 ada call", owners)
    ada = visitor(cast.ada)
    region = ada.get("/boards/calls/standings?period=2026-10").text
    assert region.strip().startswith('<div id="standings"')
    assert region.strip() in ada.get(OCTOBER).text


@pytest.mark.parametrize("query", ["period=nonsense", "period=2026-13", "kind=fortnight", "by=all"])
def test_what_no_board_has_is_not_found(session, set_up, visitor, cast, query):
    set_up()
    assert visitor(cast.ada).get(f"/boards/calls?{query}").status_code == 404


def test_a_day_picks_its_period_in_any_digits(session, owners, set_up, visitor, cast):
    set_up()
    log(session, "10-05 ada call", owners)
    for day in ("2026-10-17", "۲۰۲۶-۱۰-۱۷"):
        page = visitor(cast.ada).get("/boards/calls", query_string={"kind": "month", "day": day})
        assert rows(page.text) == [("1", "Ada", "1")]


def test_a_day_that_cannot_be_read_gets_a_sentence_and_stays(session, set_up, visitor, cast):
    set_up()
    page = visitor(cast.ada).get("/boards/calls", query_string={"day": "the other day"})
    assert page.status_code == 200
    assert "Write the date like" in page.text
    assert "the other day" in page.text


def standing_of(calls, **given):
    """A board of calls, and what it says to each of its people."""
    metric = next(m for m in configuration.current().metrics().values() if m.slug == "calls")
    people = [Candidate(n, f"P{n}", value, value) for n, value in enumerate(calls, start=1)]
    ties = given.get("ties", Ties.EQUAL)
    places = ranked(people, direction=metric.direction, ties=ties)
    rows = tuple(
        Standing(p.rank, p.subject_id, p.name, p.value, p.sample, p.is_tied) for p in places
    )
    return Board(metric, By.REP, Span(date(2026, 10, 1), date(2026, 11, 1)), ties, rows)


def test_the_values_of_a_board_have_one_precision(app, session, cast):
    board = standing_of([Fraction(7, 2), 3])
    with app.test_request_context():
        said = [row.value_text for row in rows_of(board, board.rows, own_id=0)]
    assert said == ["3.5", "3.0"]


def test_a_near_win_is_named_and_a_far_one_is_not(session, cast):
    board = standing_of([33, 30, 30, 12])
    said = [near_win(board, person_id, PLAIN) for person_id in (1, 2, 3, 4, 99)]
    assert said == ["", "3 to rank 1", "3 to rank 1", "", ""]
    assert near_win(standing_of([33, 30], ties=Ties.FIRST), 2, PLAIN) == ""
    assert near_win(standing_of([33, 31], ties=Ties.FIRST), 2, PLAIN) == "3 to rank 1"


def statements_of(app, visit):
    with counted(app) as found:
        visit()
    return found


def test_more_people_cost_no_more_statements(app, session, owners, set_up, visitor, cast):
    set_up()
    ada, region = visitor(cast.ada), "/boards/calls/standings?period=2026-10"
    log(session, "10-05 ada call", owners)
    ada.get(region)
    few = statements_of(app, lambda: ada.get(region))
    log(
        session,
        "\n".join(f"10-0{day} {who} call x3" for day in (5, 6) for who in ("ben", "otto", "mona")),
        owners,
    )
    ada.get(region)
    many = statements_of(app, lambda: ada.get(region))
    assert len(many) == len(few) > 0
