"""A renamed person keeps the old name, and nobody else gets their history through it."""

import re

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.models import Alias, Audit, Person

NEW = {"email": "", "role": "rep", "since": "2026-03-02"}


@pytest.fixture
def rename(visitor, cast):
    mona = visitor(cast.mona)

    def rename_to(name, person_id=None):
        url = f"/people/{person_id or cast.ada}/edit"
        seen = re.search(r'name="seen"[^>]*value="(\d+)"', mona.get(url).text)[1]
        return mona.post(
            url, {"name": name, "email": "ada@example.com", "role": "rep", "seen": seen}
        )

    return rename_to


def aliases(session):
    return {alias.name: alias.person_id for alias in session.scalars(select(Alias))}


def hire(asker, cast, name):
    return asker.post("/people", NEW | {"name": name, "team": str(cast.north)})


def test_the_old_name_stays_and_can_be_taken_off(rename, visitor, cast, session):
    assert rename("Ada Lovelace").status_code == 303
    assert aliases(session) == {"Ada": cast.ada}
    mona, url = visitor(cast.mona), f"/people/{cast.ada}/edit"
    page = mona.get(url).text
    assert "Also known as" in page
    assert 'name="name" value="Ada"' in page
    assert mona.post(f"/people/{cast.ada}/aliases/remove", {"name": "Ada"}).status_code == 303
    assert aliases(session) == {}
    assert "Also known as" not in mona.get(url).text
    last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (last.action, last.noun_id, last.before) == ("unname", cast.ada, {"alias": "Ada"})
    assert visitor(cast.iris).get("/audit").status_code == 200


def test_a_name_that_reads_the_same_is_no_other_name(rename, session):
    assert rename("ADA").status_code == 303
    assert aliases(session) == {}


def test_whoever_gets_the_old_name_back_has_the_other_one_beside_it(rename, cast, session):
    rename("Ada Lovelace")
    rename("Ada")
    assert aliases(session) == {"Ada Lovelace": cast.ada}
    rename("Ada King")
    assert aliases(session) == {"Ada Lovelace": cast.ada, "Ada": cast.ada}


def test_a_newcomer_of_that_name_is_pointed_out_and_not_hired(rename, visitor, cast, session):
    rename("Ada Lovelace")
    mona = visitor(cast.mona)
    told = hire(mona, cast, "ada")
    assert told.status_code == 422
    assert "Ada Lovelace" in told.text
    assert "is also known by this name" in told.text
    assert session.scalar(select(Person.id).where(Person.folded == "ada")) is None
    # Nobody else gets it either.
    assert rename("Ada", cast.ben).status_code == 422
    assert hire(mona, cast, "Ada Byron").status_code == 303
    # Removed from her page it is free, and leads to the newcomer.
    mona.post(f"/people/{cast.ada}/aliases/remove", {"name": "Ada"})
    assert hire(mona, cast, "Ada").status_code == 303
    newcomer = session.scalars(select(Person).where(Person.folded == "ada")).one()
    assert newcomer.id != cast.ada
    assert configuration.current().team_on(newcomer.id, clock.now().date()) == cast.north


def test_security_02_another_managers_people_keep_their_names(rename, visitor, cast, session):
    rename("Ada Lovelace")
    for who, status in ((cast.olga, 403), (cast.ada, 403), (cast.ben, 403)):
        answer = visitor(who).post(f"/people/{cast.ada}/aliases/remove", {"name": "Ada"})
        assert answer.status_code == status
    # Nor does entering it on somebody else's page take it away.
    visitor(cast.mona).post(f"/people/{cast.ben}/aliases/remove", {"name": "Ada"})
    assert aliases(session) == {"Ada": cast.ada}
