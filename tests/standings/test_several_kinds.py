"""Five calls and a demo in a day: ahead, paid, undone, explained, in both languages."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from flask_babel import force_locale

from leaderboard import configuration, scoring
from leaderboard.models import Activity, Award, Kind
from leaderboard.publishing.rules import BadRulebook, load_rules
from leaderboard.scoring import NewActivity
from leaderboard.sentences import award_title, rule_sentence, speaker, step_words, why_not_words
from leaderboard.standings.explanations import unpaid_rules
from leaderboard.standings.receipts import awards_of
from leaderboard.standings.steps import outlook

pytestmark = pytest.mark.usefixtures("any_database")

TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
RULE = {
    "slug": "mixed",
    "name": "A mixed day",
    "trigger": "several_kinds",
    "together": {"call": 5, "demo": 1},
    "points": 30,
}


@pytest.fixture
def kinds(session):
    load_rules({"rule": [RULE]}, at=AT, since=date(2026, 1, 1))
    found = {kind.slug: kind.id for kind in session.scalars(session.query(Kind).statement)}
    session.rollback()
    return found


def log(cast, kinds, slug, times=1):
    for _ in range(times):
        logged = scoring.log_activity(
            NewActivity(cast.ada, kinds[slug], TODAY, customer="Ahlborg AB"),
            client_id=uuid4().hex,
            by_id=cast.ada,
            at=AT,
        )
    return logged


def words(cast):
    settings = configuration.current()
    [step] = outlook(cast.ada, day=TODAY, settings=settings).steps
    found = step_words(step, speaker(settings))
    return step.left, found.title, found.standing


def test_the_step_names_what_is_missing_of_each(cast, kinds):
    log(cast, kinds, "call", 3)
    assert words(cast) == (3, "2 calls and 1 demo to go", "3 of 5 calls and 0 of 1 demo today")
    log(cast, kinds, "call", 4)
    assert words(cast) == (1, "1 demo to go", "5 of 5 calls and 0 of 1 demo today")


def test_the_entry_that_completes_it_is_paid_and_undoing_any_takes_it_back(cast, kinds, session):
    first = log(cast, kinds, "call", 5).activity.id
    logged = log(cast, kinds, "demo")
    [line] = logged.awards
    assert (line.reason, line.points) == ("several_kinds", 30)
    assert award_title(line, speaker(configuration.current())) == "5 calls and 1 demo in a day"
    scoring.void_activity(first, by_id=cast.ada, reason="", at=AT)
    assert sum(session.scalars(session.query(Award.points).statement)) == 0
    again = log(cast, kinds, "call")
    assert [(award.points, award.turn) for award in again.awards] == [(30, 1)]
    assert scoring.verify() == []


def test_whoever_asks_why_not_hears_how_far_it_is(cast, kinds, session):
    activity = session.get_one(Activity, log(cast, kinds, "call", 2).activity.id)
    settings = configuration.current()
    [unpaid] = unpaid_rules(activity, awards_of(activity.id), settings, today=TODAY)
    said = why_not_words(unpaid, speaker(settings))
    assert said == "Not there yet, 2 of 5 calls and 0 of 1 demo today."


def test_the_rule_reads_as_a_sentence_in_both_languages(cast, kinds):
    settings = configuration.current()
    [version] = settings.rules[0].versions
    english = "When a rep logs 5 calls and 1 demo in a day, give 30 points."
    assert rule_sentence(version, speaker(settings)) == english
    with force_locale("fa_IR"):
        assert "5 calls و 1 demo" in rule_sentence(version, speaker(settings))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"together": {"call": 5}}, ("together", "too_few")),
        ({"together": {"call": 5, "cal": 1}}, ("together", "unknown")),
        ({"together": {"call": 0, "demo": 1}}, ("together", "too_small")),
        ({"together": ["call", "demo"]}, ("together", "unreadable")),
        ({"target": 3}, ("target", "not_read")),
        ({"window": "year"}, ("window", "day_week_or_month")),
        ({"values": ["deal-type:new"]}, ("values", "not_asked")),
    ],
)
def test_what_is_wrong_is_named(cast, kinds, changes, problem):
    with pytest.raises(BadRulebook) as error:
        load_rules({"rule": [RULE | changes]}, at=AT)
    assert [(one.field, one.reason) for one in error.value.problems] == [problem]


def test_without_its_kinds_it_says_nothing(cast, kinds):
    without = {name: value for name, value in RULE.items() if name != "together"}
    with pytest.raises(BadRulebook) as error:
        load_rules({"rule": [without]}, at=AT)
    assert ("together", "missing") in [(one.field, one.reason) for one in error.value.problems]
