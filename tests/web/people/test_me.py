"""A person's page: figures, badges and streak for all who may see them, the ledger for few."""

import re
from datetime import timedelta

import pytest

from leaderboard import clock, publishing
from leaderboard.extensions import db
from leaderboard.locale import PLAIN
from leaderboard.models import Badge, Leave, Person, WorkingWeek
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import give_badge, publish
from leaderboard.web.people.figures import moved


@pytest.fixture
def good_hand(session, rewarded, cast):
    """Mona gives Ada a badge and ten points for her help."""
    badge_id = session.scalar(db.select(Badge.id).where(Badge.slug == "good-hand"))
    at = clock.now()
    session.rollback()
    return give_badge(
        cast.ada,
        badge_id=badge_id,
        points=10,
        day=at.date(),
        client_id="good-hand",
        by_id=cast.mona,
        at=at,
        reason="Helped with the Ahlborg offer",
    )


def test_my_page_shows_what_i_earned(visitor, cast, rewarded, log):
    log(cast.ada, "call", times=10)
    page = visitor(cast.ada).get("/me").text
    assert ">70<" in page
    assert "1 earned" in page
    assert "10 calls in a day" in page


def test_points_are_one_number_everywhere(visitor, cast, rewarded, log, session):
    log(cast.ben, "call", times=12)
    log(cast.ada, "call", times=11)
    undone = log(cast.ada, "meeting", customer="Ahlborg AB")
    ada = visitor(cast.ada)
    ada.post(f"/activities/{undone}/void")
    today, me = ada.get("/today").text, ada.get("/me").text
    [board_url] = re.findall(r'<a href="(/boards/[^"]+)">This week', today)
    board = ada.get(board_url).text
    [on_today] = re.findall(r'class="tag tag-soft"><bdi>\+(\d+)<', today)
    [on_receipt] = re.findall(r'class="receipt-sum">.*?<bdi>\+(\d+)<', me)
    [figure] = re.findall(r"<dt>points this month</dt>\s*<dd[^>]*><bdi>(\d+)<", me)
    [around_me] = re.findall(r'is-own.*?standing-value"><bdi>(\d+)<', today, re.DOTALL)
    [on_board] = re.findall(r'is-own.*?standing-value"><bdi>(\d+)<', board, re.DOTALL)
    assert {on_today, on_receipt, figure, around_me, on_board} == {"75"}


def test_locked_badges_say_how_far_they_are(visitor, cast, rewarded, log):
    log(cast.ada, "call", times=7)
    page = visitor(cast.ada).get("/me").text
    assert "7 of 10" in page
    assert "0 earned, 1 within reach" in page


def test_what_was_given_by_hand_says_who_and_why(visitor, cast, good_hand):
    page = visitor(cast.ada).get("/me").text
    assert "Good hand" in page
    assert "Helped with the Ahlborg offer" in page
    assert "Mona" in page


def test_a_streak_skips_leave_and_says_so(visitor, cast, session, log):
    today = clock.now().date()
    days = [today - timedelta(days=n) for n in range(8)]
    working = [day for day in days if day.weekday() < 5][:4]
    with publish(by_id=None, at=clock.now()) as publication:
        db.session.add(Leave(person_id=cast.ada, day=working[2]))
        publication.audit("add", "leave", cast.ada)
    for day in (working[0], working[1], working[3]):
        log(cast.ada, "call", days_ago=(today - day).days)
    page = visitor(cast.ada).get("/me").text
    assert re.search(r"<b>3</b>\s*working days in a row with something logged. Best: 3", page)
    assert ": leave</span>" in page


def test_a_streak_of_one_day_is_one_working_day(visitor, cast, log):
    today = clock.now().date()
    log(cast.ada, "call", days_ago=max(0, today.weekday() - 4))
    page = visitor(cast.ada).get("/me").text
    assert re.search(r"<b>1</b>\s*working day in a row with something logged. Best: 1", page)


def test_days_before_somebody_joined_are_not_still_to_come(visitor, cast, session):
    now = clock.now()
    tuesday = now - timedelta(days=(now.weekday() - 1) % 7)
    with publish(by_id=None, at=now) as publication:
        session.get_one(Person, cast.ada).created_at = tuesday
        publication.audit("change", "person", cast.ada)
    page = visitor(cast.ada).get("/me").text
    before = {day.strip() for day in re.findall(r">([^<>]*): not here yet<", page)}
    ahead = {day.strip() for day in re.findall(r">([^<>]*): still to come<", page)}
    assert f"Monday {(tuesday - timedelta(days=1)):%-d %B}" in before
    assert not before & ahead
    assert len(ahead) <= 6


def test_a_streak_that_pays_says_what_it_counts(visitor, cast, session, log):
    with publish(by_id=None, at=clock.now()) as publication:
        for week in session.scalars(db.select(WorkingWeek)):
            week.weekdays = "0123456"
        publication.audit("set", "working week", 1)
    streak = {"slug": "roll", "name": "On a roll", "trigger": "streak", "kind": "call", "target": 3}
    load_rules({"rule": [streak | {"points": 9}]}, at=clock.now())
    for days_ago, kind in enumerate(("email", "call", "call", "email")):
        log(cast.ada, kind, days_ago=days_ago)
    page = visitor(cast.ada).get("/me").text
    assert re.search(r"<b>4</b>\s*working days in a row with something logged", page)
    assert re.search("“.On a roll.” counts days with calls: 2 of 3", page)
    day = visitor(cast.ada).get("/today").text
    assert "4 working days in a row with something logged" in day
    assert "makes 3 working days in a row with calls" in day


def test_what_paid_nothing_stands_below_the_receipt(visitor, cast, rewarded, log):
    log(cast.ada, "qualified-lead", times=2)
    assert "2 qualified leads paid nothing." in visitor(cast.ada).get("/me").text


def test_a_day_without_points_says_so(visitor, cast, rewarded, log):
    assert "Nothing earned yet today" in visitor(cast.ada).get("/me").text
    log(cast.ada, "call")
    assert "Nothing earned yet today" not in visitor(cast.ada).get("/me").text


PRIVATE = ("Points today", "Ahlborg AB", "in a row with something logged", "within reach")


@pytest.mark.parametrize("who", ["ada", "mona", "iris"])
def test_the_ledger_is_for_its_owner_and_their_managers(visitor, cast, rewarded, log, who):
    log(cast.ada, "call", times=7, customer="Ahlborg AB")
    page = visitor(getattr(cast, who)).get(f"/people/{cast.ada}").text
    assert all(words in page for words in PRIVATE)


@pytest.mark.parametrize("who", ["ben", "otto", "olga"])
def test_colleagues_see_what_was_achieved_and_no_more(visitor, cast, good_hand, log, who):
    log(cast.ada, "call", times=7, customer="Ahlborg AB")
    visit = visitor(getattr(cast, who))
    page = visit.get(f"/people/{cast.ada}").text
    assert "Good hand" in page
    assert "Dialer" not in page
    assert not any(words in page for words in PRIVATE)
    case = visit.get(f"/people/{cast.ada}/badges").text
    assert "Good hand" in case
    assert "Dialer" not in case


def test_undo_is_offered_to_its_owner_alone(visitor, cast, log):
    log(cast.ada, "call")
    assert "/void" not in visitor(cast.mona).get(f"/people/{cast.ada}").text


@pytest.mark.parametrize("change", [publishing.hide, publishing.deactivate])
def test_who_is_hidden_or_gone_is_there_for_managers_alone(visitor, cast, session, change):
    with publish(by_id=cast.iris, at=clock.now() - timedelta(days=1)) as publication:
        change(publication, cast.ada)
    for path in (f"/people/{cast.ada}", f"/people/{cast.ada}/badges"):
        assert visitor(cast.ben).get(path).status_code == 404
        assert visitor(cast.mona).get(path).status_code == 200


def test_nobody_is_shown_who_is_not_there(visitor, cast):
    for nobody in (cast.north, 999):
        assert visitor(cast.iris).get(f"/people/{nobody}").status_code == 404


def test_pages_of_people_are_for_who_is_signed_in(visitor, cast):
    for path in ("/me", f"/people/{cast.ada}"):
        assert visitor().get(path).location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("movement", "said"), [(2, "rank, up 2"), (-1, "rank, down 1"), (0, "rank"), (None, "rank")]
)
def test_below_the_rank_stands_how_far_it_has_come(session, movement, said):
    assert moved(movement, PLAIN) == said
