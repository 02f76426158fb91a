"""Kinds of activity and dimensions, as managers set them."""

import pytest

from leaderboard import clock, scoring
from leaderboard.configuration import current
from leaderboard.extensions import db
from leaderboard.models import Audit, Dimension, DimensionValue, Kind, KindDimension

ASKED = ("amount", "quantity", "profit", "minutes", "days", "customer")


def visit(session, **changes):
    dimensions = session.scalars(db.select(Dimension.id)).all()
    return {
        "name": "Visit",
        "plural": "visits",
        "icon": "building-2",
        "owner": "person",
        "position": "20",
        **dict.fromkeys(ASKED, "no"),
        **{f"dimension-{number}": "no" for number in dimensions},
    } | changes


def made(session, name="Visit"):
    return session.scalars(db.select(Kind).where(Kind.name == name)).one()


def test_a_manager_makes_a_kind(visitor, cast, session):
    source = session.scalars(db.select(Dimension.id).where(Dimension.slug == "source")).one()
    typed = visit(
        session, customer="required", minutes="optional", **{f"dimension-{source}": "required"}
    )
    assert visitor(cast.mona).post("/kinds", typed).status_code == 303
    kind = made(session)
    assert kind.asks == {"minutes": "optional", "customer": "required"}
    assert (kind.slug, kind.plural, kind.owner) == ("visit", "visits", "person")
    assert current().dimensions[kind.id] == {source: True}
    actions = session.scalars(db.select(Audit.action).where(Audit.noun == "kind")).all()
    assert actions == ["add", "change_dimensions"]


def test_a_kind_is_changed_and_retired(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/kinds", visit(session))
    kind = made(session)
    mona.post(f"/kinds/{kind.id}", visit(session, plural="calls on customers", amount="optional"))
    mona.post(f"/kinds/{kind.id}/retire", {"retired": "1"})
    session.expire_all()
    assert (kind.plural, kind.asks) == ("calls on customers", {"amount": "optional"})
    assert kind.retired_at is not None
    assert current().kinds[kind.id].is_retired


def test_a_dimension_that_is_asked_no_more_leaves_the_form(visitor, cast, session):
    deal = session.scalars(db.select(Kind).where(Kind.slug == "deal-won")).one()
    typed = visit(session, name="Deal", plural="deals", is_on_dock="y", amount="required")
    assert visitor(cast.mona).post(f"/kinds/{deal.id}", typed).status_code == 303
    left = db.select(KindDimension).where(KindDimension.kind_id == deal.id)
    assert session.scalars(left).all() == []


def test_the_phone_has_five_keys(visitor, cast, session):
    answer = visitor(cast.mona).post("/kinds", visit(session, is_on_dock="y"))
    assert (answer.status_code, "room for five keys" in answer.text) == (422, True)


def test_whose_the_entries_are_is_fixed_with_the_first(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/kinds", visit(session))
    kind, at = made(session), clock.now()
    scoring.log_activity(
        scoring.NewActivity(subject_id=cast.ada, kind_id=kind.id, occurred_on=at.date()),
        client_id="one-visit",
        by_id=cast.ada,
        at=at,
    )
    mona.post(f"/kinds/{kind.id}", visit(session, owner="team"))
    session.expire_all()
    assert kind.owner == "person"


def test_a_dimension_gets_values_and_new_names(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/dimensions", {"name": "Region"})
    region = session.scalars(db.select(Dimension).where(Dimension.name == "Region")).one()
    for name in ("North", "South"):
        assert mona.post(f"/dimensions/{region.id}/values", {"name": name}).status_code == 303
    values = session.scalars(
        db.select(DimensionValue).where(DimensionValue.dimension_id == region.id)
    ).all()
    assert [(value.name, value.position) for value in values] == [("North", 0), ("South", 1)]
    mona.post(f"/dimensions/{region.id}/values/{values[0].id}", {"name": "Far north"})
    mona.post(f"/dimensions/{region.id}", {"name": "Where"})
    session.expire_all()
    assert (values[0].name, values[0].slug, region.name) == ("Far north", "north", "Where")
    row = session.scalars(db.select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.before, row.after) == (
        "rename",
        {"name": "Region"},
        {"name": "Where"},
    )


def test_a_value_belongs_to_its_dimension(visitor, cast, session):
    value = session.scalars(db.select(DimensionValue)).first()
    url = f"/dimensions/{value.dimension_id + 1}/values/{value.id}"
    assert visitor(cast.mona).post(url, {"name": "Moved"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "changes", "words"),
    [
        ("/kinds", {"name": ""}, "Enter the singular."),
        ("/kinds", {"plural": ""}, "Enter the plural."),
        ("/kinds", {"position": "-1"}, "Choose 0 to 999."),
        ("/dimensions", {"name": " "}, "A name is missing."),
        ("/dimensions/1", {"name": ""}, "A name is missing."),
        ("/dimensions/1/values", {"name": ""}, "A name is missing."),
        ("/dimensions/1/values/1", {"name": ""}, "A name is missing."),
    ],
)
def test_what_is_wrong_is_said(visitor, cast, session, path, changes, words):
    answer = visitor(cast.mona).post(path, visit(session, **changes))
    assert (answer.status_code, words in answer.text) == (422, True)


@pytest.mark.parametrize("url", ["/kinds", "/kinds/new", "/kinds/1", "/dimensions/1"])
def test_a_rep_opens_no_settings_of_kinds(visitor, cast, url):
    assert visitor(cast.ada).get(url).status_code == 403


@pytest.mark.parametrize(
    "url",
    ["/kinds", "/kinds/1", "/kinds/1/retire", "/dimensions", "/dimensions/1/values/1"],
)
def test_a_rep_changes_no_kinds(visitor, cast, url):
    assert visitor(cast.ada).post(url).status_code == 403


def test_points_are_no_kind_to_change(visitor, cast):
    assert visitor(cast.mona).get("/kinds/0").status_code == 404


def test_hostile_names_stay_text(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/kinds", visit(session, name="<b>Visit", plural="<i>visits"))
    mona.post("/dimensions", {"name": "<u>Region"})
    page = mona.get("/kinds").text
    assert not any(tag in page for tag in ("<b>V", "<i>v", "<u>R"))


def test_the_words_that_files_use_stand_on_the_pages(visitor, cast, session):
    mona = visitor(cast.mona)
    kind = session.scalar(db.select(Kind).where(Kind.slug == "qualified-lead"))
    dimension = session.scalar(db.select(Dimension).where(Dimension.slug == "deal-type"))
    listed = mona.get("/kinds").text
    assert ">qualified-lead</bdi>" in listed
    assert ">deal-type</bdi>" in listed
    assert ">qualified-lead</bdi>" in mona.get(f"/kinds/{kind.id}").text
    shown = mona.get(f"/dimensions/{dimension.id}").text
    assert ">deal-type</bdi>" in shown
    assert ">renewal</bdi>" in shown
