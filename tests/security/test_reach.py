"""SECURITY 2 and 3: nobody reaches what belongs to others, and no extra field decides anything."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from leaderboard.access import invites
from leaderboard.clock import now
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Audit, Award, InviteKind, Person
from leaderboard.permissions import anyone, signed_in
from tests.security.company import OWNED
from tests.security.routes import REFUSED, ask, everything, is_refused, routes

# What everybody may see of somebody else or another team, with the reason.
OPEN_TO_ALL = {
    "me.show": "badges are as public as the boards; streaks, receipts and activities are not",
    "me.badges": "the same, all of them",
}
# Ids of others after the address or in a form; `{}` is filled by name from the cast.
READ = (
    "/activities?for={ada}",
    "/activities/new?for={ada}",
    "/activities/new/call?for={ada}",
    "/activities/new/call/gain?for={ada}",
    "/activities/new/cost?for={north}",
    "/goals/new?kind=individual&for={ada}",
    "/goals/new?kind=team&for={north}",
    "/goals/new?kind=individual&for=everyone-{north}",
)
SENT = (
    ("/activities/new/call?for={ada}", {"when": "today", "reason": "Why not"}),
    ("/activities/new/cost?for={north}", {"when": "today", "amount": "5", "reason": "Why not"}),
    ("/badges/{badge_id}/awards", {"person": "{ada}", "points": "5", "reason": "Why not"}),
    ("/goals?kind=team&for={north}", {"name": "More", "target-{north}": "5"}),
    ("/people", {"name": "Nora", "role": "rep", "team": "{north}", "since": "2026-03-02"}),
    ("/people/{otto}/move", {"team": "{north}", "since": "2026-03-02"}),
)
# What a rep writes by signing in, logging and asking for leave; everything else stays as it is,
# whatever they send.
SIGNED_IN = {"session"}
LOGGED = {
    *("session", "attempt", "activity", "void", "cut", "cut_value", "award", "total"),
    *("proposal", "absence", "audit"),
}


def test_security_02_what_belongs_to_others_is_out_of_reach(app, cast, visitor, things):
    wrong = []
    for route in routes(app, **things):
        if route.arguments & OWNED and route.endpoint not in OPEN_TO_ALL:
            for name, person_id in (("Otto", cast.otto), ("Olga", cast.olga)):
                answer = ask(visitor(person_id), route)
                if not is_refused(answer):
                    wrong.append(f"{name}: {answer.status_code} {route}")
    assert wrong == []


def test_security_02_what_is_open_to_all_still_exists(app):
    assert set(OPEN_TO_ALL) <= {route.endpoint for route in routes(app)}


@pytest.mark.parametrize("url", READ)
def test_security_02_ids_of_others_behind_an_address_are_refused(cast, visitor, url):
    assert visitor(cast.mona).get(url.format(**vars(cast))).status_code == 200
    for person_id in (cast.otto, cast.olga):
        assert visitor(person_id).get(url.format(**vars(cast))).status_code in REFUSED


@pytest.mark.parametrize(("url", "fields"), SENT)
def test_security_02_ids_of_others_in_a_form_are_refused(
    cast, visitor, things, session, url, fields
):
    names = {**things, **vars(cast)}
    form = {key.format(**names): value.format(**names) for key, value in fields.items()}
    before = everything(session)
    for person_id in (cast.otto, cast.olga):
        sent = form | {"client_id": str(uuid4())}
        answer = visitor(person_id).post(url.format(**names), sent)
        assert answer.status_code in (*REFUSED, 422)
    assert without(everything(session), SIGNED_IN) == without(before, SIGNED_IN)


def test_security_03_a_link_takes_no_fields_but_the_password(app, cast, visitor, session):
    with write_transaction(db.session):
        url = invites.make_invite(cast.ben, InviteKind.INVITE, by_id=cast.mona, at=now())
    before = ben(cast)
    extra = {"role": "admin", "team_id": cast.south, "person_id": cast.iris, "email": "x@y.z"}
    path = url.removeprefix(app.config["LOCAL_URL"])
    answer = visitor().post(path, {"password": "seven quiet rivers"} | extra)
    assert answer.status_code == 303
    assert ben(cast) == before
    assert (
        session.get(Person, cast.iris).password_hash != session.get(Person, cast.ben).password_hash
    )


def ben(cast):
    person = db.session.get(Person, cast.ben)
    return person.role, person.email, person.name


def test_security_03_fields_that_no_form_has_decide_nothing(app, cast, visitor, things, session):
    before, awards = everything(session), count(Award)
    named = dict.fromkeys(("user", "person", "person_id", "subject_id", "for"), cast.iris)
    team = dict.fromkeys(("team", "team_id", "manager_id"), cast.south)
    more = {"role": "admin", "points": "999", "badge_id": things["badge_id"], "is_admin": "1"}
    wanted = {"logged_by_id": cast.iris, "made_by_id": cast.iris, "target": "1", "key": "mine"}
    for route in routes(app, **things):
        if route.method == "POST" and route.policy in (anyone, signed_in):
            form = {"client_id": str(uuid4()), "when": "today"}
            visitor(cast.ada).post(route.url, named | team | more | wanted | form)
    assert without(everything(session), LOGGED) == without(before, LOGGED)
    audited = session.scalars(select(Audit.action).where(Audit.by_id == cast.ada)).all()
    assert set(audited) <= {"ask for leave", "end leave"}
    logged = session.scalars(select(Activity).order_by(Activity.id)).all()
    assert len(logged) > 1
    for entry in logged:
        assert (entry.subject_id, entry.logged_by_id) == (cast.ada, cast.ada)
        assert entry.team_id == cast.north
    made = session.scalars(select(Award).order_by(Award.id).offset(awards)).all()
    assert made
    assert {award.subject_id for award in made} == {cast.ada}
    assert {abs(award.points) for award in made} <= {10, 20}
    assert {award.made_by_id for award in made} <= {None, cast.ada}


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_that_no_row_can_have_is_not_there(app, cast, visitor, number):
    iris = visitor(cast.iris)
    names = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    wrong = []
    for route in routes(app, **{name: number for name in names if name.endswith("_id")}):
        if str(number) in route.url and ask(iris, route).status_code != 404:
            wrong.append(str(route))
    assert wrong == []


@pytest.mark.parametrize(
    "url", ["/today?answer={}", "/audit?before={}", "/activities?after=2026-01-01.{}"]
)
def test_a_page_is_there_whatever_number_its_address_says(cast, visitor, url):
    iris = visitor(cast.iris)
    for number in (2**63, 10**30, -1, "none"):
        assert iris.get(url.format(number)).status_code == 200


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def without(rows, names):
    return {name: found for name, found in rows.items() if name not in names}
