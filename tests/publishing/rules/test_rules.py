"""Rules and badges from a file: read, checked as a whole, and published where they are new."""

import ast
import re
import tomllib
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

import config
from leaderboard.database import write_transaction
from leaderboard.demo.settings import RULES as DEMO_RULES
from leaderboard.models import Audit, Award, Badge, Organisation, Rule, RuleVersion
from leaderboard.publishing import rules as rulebook
from leaderboard.publishing import starter
from leaderboard.publishing.rules import BadRulebook, load_rules
from leaderboard.publishing.rules.fields import BADGE_FIELDS, RULE_FIELDS
from leaderboard.rules.metrics import Measure
from leaderboard.rules.trigger import one_of
from leaderboard.rules.triggers import TRIGGERS
from tests.standings.entries import log

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)
TEN_CALLS = """
[[badge]]
slug = "dialer"
name = { en = "Dialer", fa_IR = "خوش‌تماس" }
icon = "phone"

[[rule]]
slug = "ten-calls"
name = "Ten calls in a day"
trigger = "reach"
kind = "call"
target = 10
window = "day"
points = 20
badge = "dialer"
"""


def load(text, **options):
    return load_rules(tomllib.loads(text), at=AT, **options)


def problems(text):
    with pytest.raises(BadRulebook) as refused:
        load(text)
    return [(p.entry, p.field, p.reason) for p in refused.value.problems]


def versions(session, slug="ten-calls"):
    rule = session.scalars(select(Rule).where(Rule.slug == slug)).one()
    return [(v.number, v.since, v.points, v.is_on) for v in rule.versions]


def points(session):
    return session.scalar(select(func.sum(Award.points))) or 0


def test_a_loaded_rule_pays_from_today_on(session, cast):
    load(TEN_CALLS)
    log(session, "11-24 ada call x10\n11-25 ada call x10", {"ada": cast.ada})
    award = session.scalars(select(Award)).one()
    badge = session.scalars(select(Badge)).one()
    assert (award.points, award.occurred_on, award.badge_id) == (20, TODAY, badge.id)
    assert badge.name == "Dialer"


def test_a_rule_loaded_since_a_past_day_pays_for_what_was_done_since(session, cast):
    log(session, "11-20 ada call x10\n11-23 ada call x10\n11-24 ben call x9", vars(cast))
    load(TEN_CALLS, since=date(2026, 11, 23))
    award = session.scalars(select(Award)).one()
    assert (award.subject_id, award.points, award.is_silent) == (cast.ada, 20, True)


def test_the_same_file_twice_changes_nothing(session, cast):
    load(TEN_CALLS)
    audits = session.scalar(select(func.count(Audit.id)))
    assert load(TEN_CALLS).unchanged == ["dialer", "ten-calls"]
    assert versions(session) == [(1, TODAY, 20, True)]
    assert session.scalar(select(func.count(Audit.id))) == audits


def test_a_changed_rule_gets_a_version_and_leaves_the_past_alone(session, cast):
    load(TEN_CALLS, since=date(2026, 11, 1))
    log(session, "11-24 ada call x10", vars(cast))
    loaded = load(TEN_CALLS.replace("points = 20", "points = 30"))
    assert loaded.changed == ["ten-calls"]
    assert versions(session) == [(1, date(2026, 11, 1), 20, True), (2, TODAY, 30, True)]
    log(session, "11-25 ada call x10", vars(cast))
    assert points(session) == 50


def test_the_file_also_holds_over_a_version_that_was_planned_for_later(session, cast):
    load(TEN_CALLS.replace("points = 20", "points = 99"), since=date(2026, 12, 1))
    load(TEN_CALLS)
    assert versions(session) == [
        (2, TODAY, 20, True),
        (1, date(2026, 12, 1), 99, True),
        (3, date(2026, 12, 1), 20, True),
    ]
    assert load(TEN_CALLS).changed == []


def test_a_rule_is_switched_off_by_the_file(session, cast):
    load(TEN_CALLS)
    load(TEN_CALLS + "on = false\n")
    log(session, "11-25 ada call x10", vars(cast))
    assert points(session) == 0


def test_amounts_are_in_whole_units_of_the_currency(session, cast):
    text = """
    [[rule]]
    slug = "value"
    name = "Value"
    trigger = "per_activity"
    kind = "deal-won"
    per_amount = { EUR = 1_000, IRT = 10_000_000 }
    least_amount = 500.5
    points = 20
    """
    load(text)
    condition = session.scalars(select(RuleVersion).where(RuleVersion.points == 20)).one().condition
    assert (condition["per_amount"], condition["least_amount"]) == (100_000, 50_050)
    log(session, "11-25 ada deal-won amount=270000", vars(cast))
    assert points(session) == 40


def test_a_target_of_money_is_in_whole_units_too(session, cast):
    text = """
    [[rule]]
    slug = "ten-thousand"
    name = "Ten thousand in a week"
    trigger = "reach"
    kind = "deal-won"
    measure = "amount"
    target = 10_000
    window = "week"
    points = 50
    """
    load(text)
    log(session, "11-25 ada deal-won amount=999999", vars(cast))
    assert points(session) == 0
    log(session, "11-25 ada deal-won amount=1", vars(cast))
    assert points(session) == 50


def test_conditions_and_limits_are_named_by_what_people_call_them(session, cast):
    text = """
    [[rule]]
    slug = "upsell"
    name = "Upsell"
    trigger = "per_activity"
    kind = "deal-won"
    values = ["deal-type:upsell"]
    teams = ["north"]
    at_most = 1
    per = "day"
    since = 2026-11-25
    points = 30
    """
    load(text)
    lines = """
    11-25 ada deal-won amount=100 deal-type:new
    11-25 otto deal-won amount=100 deal-type:upsell
    11-25 ada deal-won x2 amount=100 deal-type:upsell
    """
    log(session, lines, vars(cast))
    award = session.scalars(select(Award)).one()
    assert (award.subject_id, award.points) == (cast.ada, 30)


def test_every_mistake_is_named_and_nothing_is_loaded(session, cast):
    text = """
    [[badge]]
    slug = "Dialer!"
    name = "Dialer"
    icon = "phone"

    [[rule]]
    slug = "one"
    trigger = "reach"
    kind = "yodel"
    window = "year"
    points = -1

    [[rule]]
    slug = "two"
    name = "Two"
    trigger = "reach"
    kind = "call"
    window = "year"
    target = 0
    badge = "nowhere"
    teams = ["Nowhere"]

    [[rule]]
    slug = "three"
    name = "Three"
    trigger = "reach"
    kind = "call"
    window = "year"
    target = 0
    badge = "nowhere"

    [[rule]]
    slug = "four"
    name = "Four"
    trigger = "streak"
    kind = "call"
    colour = "red"
    """
    assert problems(text) == [
        ("Dialer!", "slug", "unreadable"),
        ("one", "name", "missing"),
        ("one", "kind", "unknown"),
        ("one", "points", "negative"),
        ("two", "teams", "unknown"),
        ("three", "target", "too_small"),
        ("three", "window", "day_week_or_month"),
        ("three", "badge", "unknown"),
        ("four", "colour", "unknown_field"),
    ]
    assert session.scalar(select(func.count(Rule.id)).where(Rule.id != 0)) == 0


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("points = 0", ("points", "pays_nothing")),
        ("points = true", ("points", "unreadable")),
        ("points = 9_999_999", ("points", "absurd")),
        ("points = 5\nleast_amount = 0.001", ("least_amount", "unreadable")),
        ("points = 5\nleast_amount = { USD = 5 }", ("least_amount", "no_currency")),
        ("points = 5\nleast_amount = 5\nmost_amount = 4", ("most_amount", "below_least")),
        ("points = 5\nsince = 2026-11-02\nuntil = 2026-11-02", ("until", "ends_before_it_starts")),
        ("points = 5\nsince = 2026-11-02T10:00:00", ("since", "no_day")),
        ("points = 5\nsince = '2026-11-02'", ("since", "no_day")),
        ("points = 5\nper_amount = 0", ("per_amount", "too_small")),
        ("points = 5\nmost_amount = 0", ("most_amount", "too_small")),
        ("points = 5\nat_most = 0\nper = 'day'", ("at_most", "too_small")),
        ("points = 5\nat_most = 2", ("per", "missing")),
        ("points = 5\nper = 'day'", ("at_most", "missing")),
        ("points = 5\nwindow = 'day'", ("window", "not_read")),
        ("points = 5\nvalues = ['deal-type']", ("values", "unknown")),
        ("points = 5\nvalues = ['deal-type:new', 'loss-reason:price']", ("values", "not_asked")),
        ("points = 5\nvalues = 'deal-type:new'", ("values", "unreadable")),
        ("points = 5\nwindow = 'fortnight'", ("window", "unknown")),
    ],
)
def test_a_mistake_is_named(session, cast, line, problem):
    head = '[[rule]]\nslug = "it"\nname = "It"\ntrigger = "per_activity"\nkind = "deal-won"\n'
    assert problems(head + line) == [("it", *problem)]


def test_a_picture_that_is_none_and_a_name_too_long_are_named(session, cast):
    badge = '[[badge]]\nslug = "b"\nname = "%s"\nicon = "%s"\n'
    assert problems(badge % ("B", "yeti")) == [("b", "icon", "unknown")]
    assert problems(badge % ("B" * 81, "star")) == [("b", "name", "too_long")]


@pytest.mark.parametrize("trigger", ["reach", "streak"])
def test_what_is_to_be_reached_must_be_said(session, cast, trigger):
    text = f'[[rule]]\nslug = "it"\nname = "It"\ntrigger = "{trigger}"\nkind = "call"\npoints = 5\n'
    assert problems(text) == [("it", "target", "missing")]


def reasons_in(path):
    """The reasons in a file's code: what it raises or notes, spelled out."""
    place = {"Unreadable": 0, "Problem": 2}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in place:
            reason = node.args[place[node.func.id]]
            if isinstance(reason, ast.Constant):
                yield reason.value


def problems_in(path):
    """The reasons why a trigger's module refuses settings."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name.endswith("problems"):
            pairs = (inner for inner in ast.walk(node) if isinstance(inner, ast.Tuple))
            yield from (pair.elts[1].value for pair in pairs if is_problem(pair))


def is_problem(pair):
    return len(pair.elts) == 2 and all(isinstance(item, ast.Constant) for item in pair.elts)


def test_every_reason_has_a_sentence(app):
    package = config.ROOT / "leaderboard"
    reasons = {
        reason
        for path in (package / "publishing/rules").glob("*.py")
        for reason in reasons_in(path)
    }
    rules = package / "rules"
    for path in [rules / "trigger.py", *(rules / "triggers").glob("*.py")]:
        reasons |= set(problems_in(path))
    reasons |= {one_of(trigger.windows) for trigger in TRIGGERS.values() if trigger.windows}
    assert len(reasons) > 10
    with app.app_context():
        for reason in reasons:
            assert rulebook.Problem("rule", "field", reason, "text").sentence


def test_the_docs_list_the_triggers_as_each_describes_itself():
    docs = (config.ROOT / "docs" / "rules.md").read_text()
    table = docs.partition("| trigger | pays | and reads |\n|---|---|---|\n")[2]
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in table.partition("\n\n")[0].splitlines()
    ]
    assert rows == [
        (f"`{trigger.name}`", trigger.pays, ", ".join(f"`{name}`" for name in trigger.reads))
        for trigger in TRIGGERS.values()
    ]


def test_the_docs_name_every_field_and_their_example_loads(session, cast):
    docs = (config.ROOT / "docs" / "rules.md").read_text()
    for name in [*RULE_FIELDS, *BADGE_FIELDS, *TRIGGERS, *Measure]:
        assert f"`{name}`" in docs or name in ("timed", "costed"), name
    example = docs.partition("```toml")[2].partition("```")[0]
    assert load(example).added == ["dialer", "ten-calls"]


def test_two_entries_of_one_slug_and_the_reserved_one_are_refused(session, cast):
    assert ("ten-calls", "slug", "twice") in problems(TEN_CALLS + TEN_CALLS.replace("dialer", "d"))
    assert problems(TEN_CALLS.replace("ten-calls", "by-hand")) == [
        ("by-hand", "slug", "unreadable")
    ]


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_the_rules_of_the_starter_kit_load_in_both_languages(session, cast, language):
    with write_transaction(session):
        session.scalars(select(Organisation)).one().language = language
    loaded = load_rules(starter.rules(), at=AT)
    assert session.scalar(select(func.count(Rule.id)).where(Rule.id != 0)) == 6
    assert session.scalar(select(func.count(Badge.id))) == 8
    assert load_rules(starter.rules(), at=AT).unchanged == loaded.added


def test_the_icons_of_our_files_are_in_the_sprite():
    sprite = (config.ROOT / "static" / "icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    badges = starter.rules()["badge"] + tomllib.loads(DEMO_RULES.read_text())["badge"]
    assert {badge["icon"] for badge in badges} <= known
