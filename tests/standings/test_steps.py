"""The steps ahead as the database knows them: taking them pays."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from leaderboard import configuration
from leaderboard.locale import isolate
from leaderboard.models import Kind
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import NewActivity, log_activity, preview_activity
from leaderboard.sentences import speaker, step_words
from leaderboard.standings.steps import outlook

pytestmark = pytest.mark.usefixtures("any_database")

# A Monday.
TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)

RULES = {
    "badge": [{"slug": "dialer", "name": "Dialer", "icon": "phone"}],
    "rule": [
        {"slug": "each", "name": "Each", "trigger": "per_activity", "kind": "call", "points": 5},
        {
            "slug": "ten",
            "name": "Ten",
            "trigger": "reach",
            "kind": "call",
            "target": 10,
            "points": 20,
            "badge": "dialer",
        },
        {
            "slug": "run",
            "name": "Run",
            "trigger": "streak",
            "kind": "call",
            "target": 3,
            "points": 9,
        },
        {
            "slug": "first",
            "name": "First",
            "trigger": "first_in_team",
            "kind": "email",
            "points": 3,
        },
        {
            "slug": "best",
            "name": "Best",
            "trigger": "personal_best",
            "kind": "email",
            "window": "day",
            "points": 7,
        },
    ],
}


@pytest.fixture
def kinds(session):
    load_rules(RULES, at=AT, since=date(2026, 1, 1))
    found = {kind.slug: kind.id for kind in session.scalars(session.query(Kind).statement)}
    session.rollback()
    return found


def log(person_id, kind_id, *, times=1, day=TODAY):
    logged = [
        log_activity(
            NewActivity(person_id, kind_id, day),
            client_id=uuid4().hex,
            by_id=person_id,
            at=AT,
        )
        for _ in range(times)
    ]
    return logged[-1] if logged else None


def paid_by(logged, trigger):
    return [award.points for award in logged.awards if award.reason == trigger]


def ahead(person_id, *, day=TODAY):
    return outlook(person_id, day=day, settings=configuration.current())


def step_of(person_id, trigger, *, day=TODAY):
    return next((s for s in ahead(person_id, day=day).steps if s.trigger == trigger), None)


def test_the_step_says_exactly_what_is_missing(cast, kinds):
    log(cast.ada, kinds["call"], times=7)
    step = step_of(cast.ada, "reach")
    assert (step.done, step.total, step.left) == (7, 10, 3)
    assert paid_by(log(cast.ada, kinds["call"], times=2), "reach") == []
    assert paid_by(log(cast.ada, kinds["call"]), "reach") == [20]
    assert step_of(cast.ada, "reach") is None


def test_the_nearest_step_is_shown_and_what_each_call_pays_is_not(cast, kinds):
    log(cast.ada, kinds["call"], times=9)
    found = ahead(cast.ada)
    assert (found.nearest.trigger, found.nearest.left) == ("reach", 1)
    assert found.each.version.points == 5


def test_others_calls_bring_nobody_else_nearer(cast, kinds):
    log(cast.ben, kinds["call"], times=9)
    assert step_of(cast.ada, "reach").left == 10


def test_the_first_of_the_team_leaves_no_first_to_the_team(cast, kinds):
    assert step_of(cast.ben, "first_in_team").left == 1
    assert paid_by(log(cast.ada, kinds["email"]), "first_in_team") == [3]
    assert step_of(cast.ben, "first_in_team") is None
    assert step_of(cast.otto, "first_in_team").left == 1


def test_a_streak_step_counts_the_days_before(cast, kinds):
    friday = TODAY - timedelta(days=3)
    log(cast.ada, kinds["call"], day=friday - timedelta(days=1))
    log(cast.ada, kinds["call"], day=friday)
    assert step_of(cast.ada, "streak").left == 1
    assert paid_by(log(cast.ada, kinds["call"]), "streak") == [9]


def test_a_streak_step_counts_today_beside_the_days_before(cast, kinds):
    log(cast.ada, kinds["call"], day=TODAY - timedelta(days=3))
    log(cast.ada, kinds["call"], times=2)
    step = step_of(cast.ada, "streak")
    assert (step.done, step.left) == (2, 1)


def test_the_own_best_day_is_one_more_away(cast, kinds):
    log(cast.ada, kinds["email"], times=3, day=TODAY - timedelta(days=3))
    step = step_of(cast.ada, "personal_best")
    assert (step.facts.best, step.left) == (3, 4)
    assert paid_by(log(cast.ada, kinds["email"], times=3), "personal_best") == []
    assert paid_by(log(cast.ada, kinds["email"]), "personal_best") == [7]


def test_the_best_day_of_all_is_to_be_beaten_from_the_first_one_on(cast, kinds):
    load_rules({"rule": [{**RULES["rule"][4], "target": 3}]}, at=AT, since=date(2026, 1, 1))
    log(cast.ada, kinds["email"], times=5, day=TODAY - timedelta(days=5))
    log(cast.ada, kinds["email"], times=3, day=TODAY - timedelta(days=3))
    for done in range(5):
        step = step_of(cast.ada, "personal_best")
        assert (step.facts.best, step.done, step.left) == (5, done, 6 - done)
        log(cast.ada, kinds["email"])


def test_a_used_up_limit_leaves_no_step(cast, kinds):
    limited = {**RULES["rule"][0], "at_most": 2, "per": "day"}
    load_rules({"rule": [limited]}, at=AT, since=date(2026, 1, 1))
    log(cast.ada, kinds["call"], times=1)
    assert step_of(cast.ada, "per_activity")
    log(cast.ada, kinds["call"], times=1)
    assert step_of(cast.ada, "per_activity") is None


def test_a_preview_tells_what_the_log_then_pays(cast, kinds):
    for slug in ["call"] * 11 + ["email"] * 2 + ["call", "meeting"]:
        new = NewActivity(cast.ada, kinds[slug], TODAY, customer="Ahlborg AB")
        promised = [(award.reason, award.points) for award in preview_activity(new)]
        logged = log_activity(new, client_id=uuid4().hex, by_id=cast.ada, at=AT)
        assert sorted((a.reason, a.points) for a in logged.awards) == sorted(promised)


def test_a_late_entry_promises_nothing(cast, kinds):
    log(cast.ada, kinds["call"])
    assert preview_activity(NewActivity(cast.ada, kinds["call"], TODAY - timedelta(1))) is None


def test_a_team_entry_promises_nobody_points(cast, kinds):
    assert preview_activity(NewActivity(cast.north, kinds["cost"], TODAY, amount=100)) == []


def deals(slug, **said):
    rule = {"slug": slug, "name": slug, "trigger": "reach", "kind": "deal-won", "points": 9}
    load_rules({"rule": [{**rule, **said}]}, at=AT, since=date(2026, 1, 1))


def words_of(person_id, slug):
    settings = configuration.current()
    own = next(r.id for r in settings.rules if speaker(settings).rule(r.id) == isolate(slug))
    step = next(step for step in ahead(person_id).steps if step.rule_id == own)
    found = step_words(step, speaker(settings))
    return plain(found.what), plain(found.title)


def plain(text):
    return re.sub("[\u2068\u2069]", "", text)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"target": 3, "values": ["deal-type:new"]}, ("", "3 deals to go (only “New”)")),
        ({"target": 2, "least_amount": 500}, ("", "2 deals to go (worth €500 or more)")),
        ({"measure": "profit", "target": 40}, ("profit of deals", "€40 to go")),
        ({"measure": "quantity", "target": 40}, ("", "40 units to go")),
        (
            {"kind": "working-time", "measure": "minutes", "target": 90},
            ("working time", "1:30 to go"),
        ),
    ],
)
def test_a_step_says_which_entries_count_and_what_is_summed(cast, kinds, said, words):
    deals("picky", **said)
    assert words_of(cast.ada, "picky") == words


def test_what_each_pays_is_what_any_one_pays(cast, kinds):
    big = {"trigger": "per_activity", "least_amount": 20_000, "points": 100}
    deals("big", **big)
    assert ahead(cast.ada).each.version.points == 5
