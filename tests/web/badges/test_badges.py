"""Badges are made, changed and retired; given and taken back by hand with a reason."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from leaderboard import scoring
from leaderboard.clock import now
from leaderboard.extensions import db
from leaderboard.models import Audit, Award, Badge, Role
from leaderboard.publishing import Newcomer, hire
from tests.cast import SINCE

GOOD_HAND = {"name": "Good hand", "description": "Helped", "tier": "2", "icon": "hand-heart"}


def make(visitor, cast, session):
    visitor(cast.mona).post("/badges", GOOD_HAND)
    return session.scalars(db.select(Badge).where(Badge.name == "Good hand")).one()


def given(session):
    return session.scalars(db.select(Award).order_by(Award.id)).all()


def to(person_id, **changes):
    form = {"person": str(person_id), "points": "10", "reason": "She stayed late"}
    return {"client_id": str(uuid4())} | form | changes


def test_a_manager_makes_a_badge(visitor, cast, session):
    badge = make(visitor, cast, session)
    assert (badge.tier, badge.icon, badge.slug) == (2, "hand-heart", "good-hand")
    row = session.scalars(db.select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.noun, row.noun_id, row.by_id) == ("add", "badge", badge.id, cast.mona)
    assert "Good hand" in visitor(cast.mona).get("/badges").text


def test_a_badge_is_changed_and_retired_and_brought_back(visitor, cast, session):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    mona.post(f"/badges/{badge.id}", GOOD_HAND | {"name": "Helper", "tier": "3"})
    session.expire_all()
    assert (badge.name, badge.tier, badge.slug) == ("Helper", 3, "good-hand")
    mona.post(f"/badges/{badge.id}/retire", {"retired": "1"})
    session.expire_all()
    assert badge.retired_at is not None
    mona.post(f"/badges/{badge.id}/retire", {"retired": "0"})
    session.expire_all()
    assert badge.retired_at is None
    actions = session.scalars(db.select(Audit.action).where(Audit.noun == "badge")).all()
    assert actions == ["add", "change", "retire", "bring_back"]


def test_a_badge_is_given_by_hand_with_points_and_reason(visitor, cast, session):
    badge = make(visitor, cast, session)
    answer = visitor(cast.mona).post(f"/badges/{badge.id}/awards", to(cast.ada))
    assert answer.status_code == 303
    [award] = given(session)
    assert (award.subject_id, award.badge_id, award.points) == (cast.ada, badge.id, 10)
    assert (award.params["text"], award.made_by_id) == ("She stayed late", cast.mona)
    assert "She stayed late" in visitor(cast.mona).get(f"/badges/{badge.id}").text


@pytest.mark.usefixtures("any_database")
def test_the_same_form_sent_twice_gives_the_badge_once(visitor, cast, session):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    page = mona.get(f"/badges/{badge.id}").text
    [client_id] = re.findall(r'name="client_id"[^>]*value="([^"]+)"', page)
    form = to(cast.ada, client_id=client_id)
    first, second = (mona.post(f"/badges/{badge.id}/awards", form) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert len(given(session)) == 1
    assert client_id not in mona.get(f"/badges/{badge.id}").text
    assert mona.post(f"/badges/{badge.id}/awards", to(cast.ada)).status_code == 303
    assert [award.points for award in given(session)] == [10, 10]
    assert scoring.verify() == []


@pytest.mark.parametrize("change", [{"points": "500"}, {"reason": "More"}, {"person": "ben"}])
def test_the_same_form_about_something_else_is_a_conflict(visitor, cast, session, change):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    form = to(cast.ada)
    mona.post(f"/badges/{badge.id}/awards", form)
    change = {**change, "person": str(cast.ben)} if "person" in change else change
    told = mona.post(f"/badges/{badge.id}/awards", form | change)
    assert told.status_code == 409
    assert "already saved" in told.text
    assert form["client_id"] not in told.text
    assert len(given(session)) == 1


def test_sent_again_after_midnight_it_is_still_one(visitor, cast, session):
    badge = make(visitor, cast, session)
    for at in (now() - timedelta(days=1), now()):
        scoring.give_badge(
            cast.ada,
            badge_id=badge.id,
            points=10,
            day=at.date(),
            client_id="the same form",
            by_id=cast.mona,
            at=at,
            reason="She stayed late",
        )
    assert len(given(session)) == 1


@pytest.mark.parametrize("client_id", [None, "", "short", "x" * 65, "a\n" * 8])
def test_a_form_that_no_page_made_gives_nothing(visitor, cast, session, client_id):
    badge, form = make(visitor, cast, session), to(cast.ada, client_id=client_id)
    if client_id is None:
        del form["client_id"]
    assert visitor(cast.mona).post(f"/badges/{badge.id}/awards", form).status_code == 400
    assert given(session) == []


def test_it_is_taken_back_with_a_reason(visitor, cast, session):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    mona.post(f"/badges/{badge.id}/awards", to(cast.ada))
    [award] = given(session)
    url = f"/badges/{badge.id}/awards/{award.id}/take-back"
    assert mona.post(url, {"reason": "It was Ben"}).status_code == 303
    [_, reversal] = given(session)
    assert (reversal.reverses_id, reversal.points) == (award.id, -10)
    assert reversal.params["text"] == "It was Ben"
    for reason in ("Again", ""):
        assert mona.post(url, {"reason": reason}).status_code == 409


def test_nothing_is_given_or_taken_without_a_reason(visitor, cast, session):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    answer = mona.post(f"/badges/{badge.id}/awards", to(cast.ada, reason=" ", points="۷"))
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert 'value="۷"' in answer.text
    assert given(session) == []
    mona.post(f"/badges/{badge.id}/awards", to(cast.ada))
    [award] = given(session)
    answer = mona.post(f"/badges/{badge.id}/awards/{award.id}/take-back", {"reason": ""})
    assert (answer.status_code, len(given(session))) == (422, 1)


def test_security_02_a_manager_gives_to_their_own_people_only(visitor, cast, session):
    badge = make(visitor, cast, session)
    assert visitor(cast.mona).post(f"/badges/{badge.id}/awards", to(cast.otto)).status_code == 422
    assert given(session) == []
    visitor(cast.olga).post(f"/badges/{badge.id}/awards", to(cast.otto))
    [award] = given(session)
    url = f"/badges/{badge.id}/awards/{award.id}/take-back"
    assert visitor(cast.mona).post(url, {"reason": "No"}).status_code == 403
    assert "She stayed late" not in visitor(cast.mona).get(f"/badges/{badge.id}").text
    assert visitor(cast.iris).post(url, {"reason": "No"}).status_code == 303


@pytest.mark.parametrize("who", ["mona", "iris"])
def test_nobody_gives_a_badge_to_themselves(visitor, cast, session, who):
    badge, own_id = make(visitor, cast, session), getattr(cast, who)
    answer = visitor(own_id).post(f"/badges/{badge.id}/awards", to(own_id))
    assert answer.status_code == 422
    assert given(session) == []


def test_an_award_of_another_badge_is_not_taken_back_here(visitor, cast, session):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    mona.post("/badges", GOOD_HAND | {"name": "Other"})
    other = session.scalars(db.select(Badge.id).where(Badge.name == "Other")).one()
    mona.post(f"/badges/{badge.id}/awards", to(cast.ada))
    [award] = given(session)
    url = f"/badges/{other}/awards/{award.id}/take-back"
    assert mona.post(url, {"reason": "No"}).status_code == 404


def test_a_retired_badge_is_not_given(visitor, cast, session):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    mona.post(f"/badges/{badge.id}/retire", {"retired": "1"})
    assert mona.post(f"/badges/{badge.id}/awards", to(cast.ada)).status_code == 422
    assert given(session) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "\u200b"}, "Give the badge a name."),
        ({"description": ""}, "Say in a few words what it is for."),
        ({"tier": "9"}, "Not a valid choice"),
        ({"icon": "../secret"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said(visitor, cast, session, changes, words):
    answer = visitor(cast.mona).post("/badges", GOOD_HAND | changes)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert session.scalars(db.select(Badge)).all() == []


@pytest.mark.parametrize("path", ["", "/new", "/1"])
def test_a_rep_opens_no_settings_of_badges(visitor, cast, path):
    assert visitor(cast.ada).get(f"/badges{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "/1", "/1/retire", "/1/awards", "/1/awards/1/take-back"])
def test_a_rep_changes_no_badges(visitor, cast, path):
    assert visitor(cast.ada).post(f"/badges{path}", GOOD_HAND).status_code == 403


def test_hostile_words_stay_text(visitor, cast, session):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    mona.post(f"/badges/{badge.id}", GOOD_HAND | {"name": "<b>x", "description": "<i>y"})
    mona.post(f"/badges/{badge.id}/awards", to(cast.ada, reason="<script>alert(1)</script>"))
    for url in ("/badges", f"/badges/{badge.id}"):
        page = mona.get(url).text
        assert not any(tag in page for tag in ("<b>x", "<i>y", "<script>alert"))


def test_a_badge_of_somebody_who_left_can_be_taken_back(visitor, cast, session):
    badge = make(visitor, cast, session)
    visitor(cast.mona).post(f"/badges/{badge.id}/awards", to(cast.ada))
    [award] = given(session)
    iris, url = visitor(cast.iris), f"/badges/{badge.id}/awards/{award.id}/take-back"
    assert iris.post(f"/people/{cast.ada}/deactivate").status_code == 303
    assert url in iris.get(f"/badges/{badge.id}").text
    assert visitor(cast.olga).post(url, {"reason": "Given in error"}).status_code == 403
    assert iris.post(url, {"reason": "Given in error"}).status_code == 303
    assert [award.points for award in given(session)] == [10, -10]
    # To get one, somebody has to be here.
    assert iris.post(f"/badges/{badge.id}/awards", to(cast.ada)).status_code == 422


def test_whom_it_is_for_is_searched_for_where_there_are_many(visitor, cast, session):
    badge, mona = make(visitor, cast, session), visitor(cast.mona)
    with scoring.publish(by_id=None, at=now()) as publication:
        for n in range(40):
            hire(publication, Newcomer(f"Rep {n:02d}", None, Role.REP, cast.north, SINCE))
    page = mona.get(f"/badges/{badge.id}").text
    assert "Rep 07" not in page
    assert "Search by name" in page
    region = mona.get(f"/badges/{badge.id}/takers?q=ad")
    assert region.text.strip() in mona.get(f"/badges/{badge.id}?q=ad").text
    [way] = re.findall(r'href="([^"]+)"', region.text)
    assert way == f"/badges/{badge.id}?to={cast.ada}"
    form = mona.get(way).text
    assert f'name="person" value="{cast.ada}"' in form
    # What was typed is kept for her if something is wrong.
    told = mona.post(f"/badges/{badge.id}/awards", to(cast.ada, reason=""))
    assert told.status_code == 422
    assert f'name="person" value="{cast.ada}"' in told.text
    assert mona.post(f"/badges/{badge.id}/awards", to(cast.ada)).status_code == 303
    # Only people one manages can be found or named in the address.
    assert "Otto" not in mona.get(f"/badges/{badge.id}/takers?q=otto").text
    assert "Otto" not in mona.get(f"/badges/{badge.id}?to={cast.otto}").text
    assert f"to={cast.mona}" not in mona.get(f"/badges/{badge.id}/takers?q=mona").text
