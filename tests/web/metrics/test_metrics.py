"""Metrics are made from terms, shown on real data, and keep their definition."""

import re
from html import unescape

import pytest

from leaderboard import clock, scoring
from leaderboard.extensions import db
from leaderboard.models import Audit, Kind, Metric


def terms(part, *rows):
    """The rows of a part: (sign, measure, kind, value, window); the rest stays empty."""
    empty = ("1", "entries", "", "", "within")
    names = ("sign", "measure", "kind", "value", "window")
    return {
        f"{part}-{number}-{name}": value
        for number, row in enumerate([*rows, *[empty] * (4 - len(rows))])
        for name, value in zip(names, row, strict=True)
    }


def meetings_per_call(**changes):
    return {
        "name": "Meetings per call",
        "description": "How good the calls are",
        "unit": "ratio",
        "direction": "higher",
        "min_sample": "۵",
        **terms("above", ("1", "entries", "meeting", "", "within")),
        **terms("below", ("1", "entries", "call", "", "within")),
    } | changes


def made(session):
    found = db.select(Metric).where(Metric.name == "Meetings per call")
    return session.scalars(found).one()


def log(session, cast, slug, number, whose=None):
    at = clock.now()
    kind = session.scalars(db.select(Kind.id).where(Kind.slug == slug)).one()
    scoring.log_activity(
        scoring.NewActivity(
            subject_id=whose or cast.ada,
            kind_id=kind,
            occurred_on=at.date(),
            customer="Acme",
            customer_key="acme",
        ),
        client_id=f"{slug}-number-{number}",
        by_id=cast.ada,
        at=at,
    )


def test_a_manager_makes_a_ratio(visitor, cast, session):
    answer = visitor(cast.mona).post("/metrics", meetings_per_call())
    assert answer.status_code == 303
    metric = made(session)
    assert (metric.unit, metric.direction, metric.min_sample) == ("ratio", "higher", 5)
    assert [(term.part, term.measure, term.sign) for term in metric.terms] == [
        ("numerator", "entries", 1),
        ("denominator", "entries", 1),
    ]
    row = session.scalars(db.select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.noun, row.noun_id) == ("add", "metric", metric.id)
    assert "meetings, divided by calls" in visitor(cast.mona).get("/metrics").text


def test_its_page_shows_what_it_comes_to_now(visitor, cast, session):
    log(session, cast, "meeting", 1)
    for number in range(4):
        log(session, cast, "call", number)
    mona = visitor(cast.mona)
    looked = mona.post("/metrics", meetings_per_call(do="look"))
    assert (looked.status_code, "25\xa0%" in looked.text) == (200, True)
    assert session.scalars(db.select(Metric).where(Metric.name == "Meetings per call")).all() == []
    mona.post("/metrics", meetings_per_call())
    assert "25\xa0%" in mona.get(f"/metrics/{made(session).id}").text


def looked_at(visitor, cast, **changes):
    """The text of the example while the form is filled in."""
    answer = visitor(cast.mona).post("/metrics/example", meetings_per_call(**changes), htmx=True)
    assert answer.status_code == 200
    text = re.sub(
        "[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", unescape(answer.text)
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_its_example_says_what_was_never_logged_to_divide_by(visitor, cast, session):
    assert "Nothing to divide by yet: there are no calls." in looked_at(visitor, cast)
    both = terms(
        "below",
        ("1", "entries", "call", "", "within"),
        ("1", "entries", "deal-won", "deal-type:new", "within"),
    )
    found = looked_at(visitor, cast, **both)
    assert "there are no calls or deals (only “New”)." in found
    # It may be made all the same, and its page says so again.
    mona = visitor(cast.mona)
    assert mona.post("/metrics", meetings_per_call()).status_code == 303
    page = mona.get(f"/metrics/{made(session).id}").text
    assert "Nothing to divide by yet: there are no calls." in page


def test_its_example_names_the_first_who_have_enough_cases(visitor, cast, session):
    log(session, cast, "meeting", 1)
    for number in range(4):
        log(session, cast, "call", number)
    found = looked_at(visitor, cast)
    assert "Nothing to divide by yet" not in found
    assert "Nobody has 5 cases in these months, so nobody is ranked." in found
    assert "Ada" not in found
    found = looked_at(visitor, cast, min_sample="4")
    assert re.search(r"First in \S+ \d+ Ada 25 %", found)


def test_where_less_is_better_the_first_have_least(visitor, cast, session):
    log(session, cast, "call", 1)
    for number in range(2):
        log(session, cast, "call", f"{number}-of-ben", whose=cast.ben)
    calls = terms("above", ("1", "entries", "call", "", "within")) | terms("below")
    found = looked_at(visitor, cast, unit="count", direction="lower", min_sample="", **calls)
    assert "Ada 1 Ben 2" in found
    found = looked_at(visitor, cast, unit="count", min_sample="", **calls)
    assert "Ben 2 Ada 1" in found


def test_its_example_says_why_it_names_nobody(visitor, cast):
    spent = terms("above", ("1", "amount", "cost", "", "within"))
    found = looked_at(visitor, cast, unit="money", **spent, **terms("below"))
    assert "It counts only what teams log, so no person is ranked by it." in found
    found = looked_at(visitor, cast, unit="count", min_sample="", **terms("below"))
    assert "Nobody has anything to count in these months." in found
    assert "Choose what is counted" in looked_at(visitor, cast, **terms("above"))


def test_a_rep_sees_no_example(visitor, cast):
    answer = visitor(cast.ada).post("/metrics/example", meetings_per_call(), htmx=True)
    assert answer.status_code == 403


def test_signs_windows_and_values_are_kept_and_said(visitor, cast, session):
    typed = meetings_per_call(
        unit="count",
        **terms(
            "above",
            ("1", "entries", "deal-won", "deal-type:new", "until"),
            ("-1", "entries", "customer-lost", "", "before"),
        ),
        **terms("below"),
    )
    mona = visitor(cast.mona)
    assert mona.post("/metrics", typed).status_code == 303
    first, second = made(session).terms
    assert (first.window, first.value_id is not None) == ("until", True)
    assert (second.window, second.sign) == ("before", -1)
    words = (
        "deals (only “\u2068New\u2069”) up to the end of the period"
        " − lost customers before the period"
    )
    assert words in mona.get("/metrics").text


def test_only_words_and_cases_change_later(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/metrics", meetings_per_call())
    metric = made(session)
    typed = {"name": "Hit rate", "description": "", "min_sample": "8", "unit": "money"}
    assert mona.post(f"/metrics/{metric.id}", typed).status_code == 303
    session.expire_all()
    assert (metric.name, metric.min_sample, metric.unit) == ("Hit rate", 8, "ratio")
    assert "The definition is fixed" in mona.get(f"/metrics/{metric.id}").text


def test_a_metric_is_retired_and_brought_back(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/metrics", meetings_per_call())
    metric = made(session)
    mona.post(f"/metrics/{metric.id}/retire", {"retired": "1"})
    session.expire_all()
    assert metric.retired_at is not None
    mona.post(f"/metrics/{metric.id}/retire", {"retired": "0"})
    session.expire_all()
    assert metric.retired_at is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Give the metric a name."),
        (terms("above"), "choose at least one kind"),
        (terms("below"), "Percent needs something to divide by."),
        ({"unit": "money"}, "Money needs an amount or a profit."),
        ({"above-0-value": "deal-type:new"}, "not asked for some of these"),
        ({"min_sample": "few"}, "Write it in digits"),
        ({"above-0-measure": "charm"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said(visitor, cast, session, changes, words):
    answer = visitor(cast.mona).post("/metrics", meetings_per_call(**changes))
    assert (answer.status_code, words in answer.text) == (422, True)
    found = session.scalars(db.select(Metric.name)).all()
    assert not {"Meetings per call", ""} & set(found)


@pytest.mark.parametrize("path", ["", "/new", "/1"])
def test_a_rep_opens_no_settings_of_metrics(visitor, cast, path):
    assert visitor(cast.ada).get(f"/metrics{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "/1", "/1/retire"])
def test_a_rep_changes_no_metrics(visitor, cast, path):
    assert visitor(cast.ada).post(f"/metrics{path}").status_code == 403


def test_hostile_words_stay_text(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/metrics", meetings_per_call(name="<b>Meetings", description="<i>x"))
    metric = session.scalars(db.select(Metric.id).where(Metric.name == "<b>Meetings")).one()
    for url in ("/metrics", f"/metrics/{metric}"):
        assert "<b>M" not in mona.get(url).text
        assert "<i>x" not in mona.get(url).text


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("units", "Deals without a quantity add nothing."),
        ("margin", "Deals of unknown profit are left out."),
        ("cycle-time", "Deals of unknown duration are left out."),
    ],
)
def test_what_a_metric_cannot_count_is_said(visitor, cast, session, slug, sentence):
    metric = session.scalars(db.select(Metric).where(Metric.slug == slug)).one()
    page = visitor(cast.mona).get(f"/metrics/{metric.id}").text
    assert (page.count(sentence), page.count("left out") + page.count("add nothing")) == (1, 1)


def test_what_must_be_given_leaves_nothing_out(visitor, cast, session):
    metric = session.scalars(db.select(Metric).where(Metric.slug == "revenue")).one()
    page = visitor(cast.mona).get(f"/metrics/{metric.id}").text
    assert "left out" not in page
    assert "add nothing" not in page
