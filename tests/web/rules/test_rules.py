"""Rules written as sentences, published as versions, switched off and on."""

import re
from datetime import timedelta

import pytest

from leaderboard import clock, scoring
from leaderboard.configuration import current
from leaderboard.extensions import db
from leaderboard.models import Audit, Award, Badge, Kind, Organisation, Rule, RuleVersion, Team
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.trigger import NARROWING
from leaderboard.rules.triggers import SHAPES
from leaderboard.scoring import NewActivity

FIVE_CALLS = {
    "shape": "count",
    "name": "Five calls",
    "target": "5",
    "kind": "call",
    "window": "day",
    "repeated": "",
    "points": "12",
    "badge": "",
    "at_most": "1",
    "per": "day",
}


@pytest.fixture
def now():
    """Pages read the clock, so what the tests log and type is dated today."""
    return clock.now()


def day(later=0):
    return (clock.now().date() + timedelta(days=later)).isoformat()


def sentence(**changes):
    return FIVE_CALLS | {"since": day()} | changes


def rules(session, name="Five calls"):
    return session.scalars(db.select(Rule).where(Rule.name == name)).all()


def kind_id(session, slug="call"):
    return session.scalars(db.select(Kind.id).where(Kind.slug == slug)).one()


def log_call(person_id, at, number):
    scoring.log_activity(
        NewActivity(
            subject_id=person_id,
            kind_id=kind_id(db.session),
            occurred_on=at.date(),
            occurred_at=at,
        ),
        client_id=f"call-number-{number}",
        by_id=person_id,
        at=at,
    )


def test_a_manager_publishes_a_sentence(visitor, cast, session):
    answer = visitor(cast.mona).post("/rules", sentence())
    assert (answer.status_code, answer.location) == (303, "/rules")
    [rule] = rules(session)
    [version] = rule.versions
    assert (version.trigger, version.points, str(version.since)) == ("reach", 12, day())
    assert version.condition == {"kind_id": kind_id(session), "target": 5}
    assert version.limits == {"most": 1}
    assert version.made_by_id == cast.mona


def test_the_change_is_audited(visitor, cast, session):
    visitor(cast.mona).post("/rules", sentence())
    row = session.scalars(db.select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.noun, row.by_id) == ("add", "rule", cast.mona)
    assert row.after["points"] == 12


def test_the_list_reads_the_rule_as_one_sentence(visitor, cast):
    mona = visitor(cast.mona)
    mona.post("/rules", sentence())
    assert (
        "When a rep logs 5 calls in a day, give 12 points, at most once a day."
        in mona.get("/rules").text
    )


@pytest.mark.parametrize("url", ["/rules", "/rules/new", "/rules/new?shape=count", "/rules/1"])
def test_a_rep_reads_no_rule_pages(visitor, cast, url):
    assert visitor(cast.ada).get(url).status_code == 403


@pytest.mark.parametrize("url", ["/rules", "/rules/1", "/rules/1/switch", "/rules/preview"])
def test_a_rep_writes_no_rules(visitor, cast, session, url):
    assert visitor(cast.ada).post(url, sentence()).status_code == 403
    assert rules(session) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Give the rule a name."),
        ({"target": "0"}, "This must be 1 or more."),
        ({"target": "many"}, "Write it in digits"),
        ({"target": "2.5"}, "Whole numbers only."),
        ({"points": ""}, "Give points, a badge or both."),
        ({"points": "9999999"}, "This number is too large."),
        ({"points": "-5"}, "This must not be below zero."),
        ({"since": day(-1)}, "never for the past"),
        ({"since": "tomorrow"}, "Write the date like"),
        ({"until": day(-1)}, "This is before the rule begins."),
        ({"least_amount": "500", "most_amount": "100"}, "This is below the least amount."),
        ({"values": ["deal-type:new"]}, "not asked for some of these"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(visitor, cast, session, changes, words):
    answer = visitor(cast.mona).post("/rules", sentence(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert rules(session) == []


def test_a_sentence_takes_a_sum_as_people_write_it(visitor, cast, session):
    changes = {"shape": "sum", "kind": "deal-won", "measure": "amount", "target": "€1.5m"}
    mona = visitor(cast.mona)
    assert mona.post("/rules", sentence(**changes)).status_code == 303
    [rule] = rules(session)
    assert rule.versions[0].condition["target"] == 150_000_000
    shown = mona.get(f"/rules/{rule.id}").text.partition('id="words-target"')[2]
    assert "1 million and 500 thousand" in shown.partition("</p>")[0]
    refused = mona.post("/rules", sentence(**changes, since="")).text
    assert "1 million" in refused.partition('id="words-target"')[2].partition("</p>")[0]


def test_nothing_typed_is_lost(visitor, cast):
    answer = visitor(cast.mona).post("/rules", sentence(name="My own words", target="zehn"))
    assert 'value="My own words"' in answer.text
    assert 'value="zehn"' in answer.text


def test_persian_digits_are_read(visitor, cast, session):
    visitor(cast.mona).post("/rules", sentence(target="۱۲", points="۲۰"))
    [rule] = rules(session)
    assert (rule.versions[0].condition["target"], rule.versions[0].points) == (12, 20)


def test_sums_of_money_are_typed_in_whole_units(visitor, cast, session):
    typed = sentence(shape="sum", kind="deal-won", measure="amount", target="5,000", window="month")
    assert visitor(cast.mona).post("/rules", typed).status_code == 303
    [rule] = rules(session)
    assert rule.versions[0].condition["target"] == 500_000


def test_amount_and_dimension_narrow_a_rule(visitor, cast, session):
    typed = sentence(
        shape="each", kind="deal-won", least_amount="1,000.50", values=["deal-type:new"], at_most=""
    )
    assert visitor(cast.mona).post("/rules", typed).status_code == 303
    [rule] = rules(session)
    condition = rule.versions[0].condition
    assert condition["least_amount"] == 100_050
    assert len(condition["value_ids"]) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"shape": "each"}, "For each call, give 12 points"),
        (
            {"shape": "per-amount", "kind": "deal-won", "per_amount": "100"},
            "For every €100 of a deal, give 12 points",
        ),
        (
            {"shape": "milestone", "milestones": ["500", "1000"], "stretch": "y"},
            "When a rep reaches 50\xa0%, 100\xa0% or the stretch target of their own goal",
        ),
        (
            {"shape": "sum", "kind": "deal-won", "measure": "quantity"},
            "When the quantity of a rep’s deals reaches 5 units in a day",
        ),
        ({"shape": "streak"}, "After 5 working days in a row with calls"),
        ({"shape": "first"}, "For the team’s first call of the day"),
        (
            {"shape": "best", "measure": "entries", "window": "week"},
            "When a rep beats their best week in calls, from 5 calls on",
        ),
    ],
)
def test_every_shape_can_be_written_and_reads_the_same(visitor, cast, session, typed, words):
    mona = visitor(cast.mona)
    assert mona.post("/rules", sentence(**typed)).status_code == 303
    assert words in mona.get("/rules").text
    [rule] = rules(session)
    shown = mona.get(f"/rules/{rule.id}")
    assert shown.status_code == 200
    assert words in shown.text


def test_an_edit_is_a_new_version(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/rules", sentence())
    [rule] = rules(session)
    answer = mona.post(f"/rules/{rule.id}", sentence(points="15", since=day(6)))
    assert answer.status_code == 303
    session.expire_all()
    assert [(v.number, v.points, str(v.since)) for v in rule.versions] == [
        (1, 12, day()),
        (2, 15, day(6)),
    ]


def seen(page):
    """The hidden number of the last change before a form was opened."""
    return re.search(r'name="seen"[^>]*value="(\d+)"', page.text)[1]


def test_whoever_was_overtaken_is_told_and_loses_nothing(visitor, cast, session):
    mona, olga = visitor(cast.mona), visitor(cast.olga)
    mona.post("/rules", sentence())
    [rule] = rules(session)
    url = f"/rules/{rule.id}"
    monas, olgas = seen(mona.get(url)), seen(olga.get(url))
    assert olga.post(url, sentence(points="15", seen=olgas)).status_code == 303
    typed = sentence(name="Six calls", target="6", points="18", seen=monas)
    told = mona.post(url, typed)
    assert told.status_code == 409
    assert "Olga\N{POP DIRECTIONAL ISOLATE} changed this in the meantime" in told.text
    for kept in ('value="Six calls"', 'value="6"', 'value="18"', "give 15 points"):
        assert kept in told.text
    session.expire_all()
    assert [version.points for version in rule.versions] == [12, 15]
    assert mona.post(url, typed | {"seen": seen(told)}).status_code == 303
    session.expire_all()
    assert [version.points for version in rule.versions] == [12, 15, 18]
    assert rule.name == "Six calls"


def test_another_name_and_a_switch_overtake_as_well(visitor, cast, session):
    mona, olga = visitor(cast.mona), visitor(cast.olga)
    mona.post("/rules", sentence())
    [rule] = rules(session)
    url = f"/rules/{rule.id}"
    for change, fields in (("", sentence(name="Other")), ("/switch", {"on": "0"})):
        before = seen(mona.get(url))
        assert olga.post(url + change, fields | {"seen": before}).status_code == 303
        assert mona.post(url, sentence(points="18", seen=before)).status_code == 409


def test_no_two_rules_have_one_name(visitor, cast, session):
    mona = visitor(cast.mona)
    typed = sentence(name="Six calls")
    assert [mona.post("/rules", typed).status_code for _ in range(2)] == [303, 422]
    told = mona.post("/rules", typed | {"name": "six  CALLS", "points": "18"})
    assert told.status_code == 422
    assert 'id="name-error"' in told.text
    assert 'value="18"' in told.text
    assert len(rules(session, "Six calls")) == 1


def test_a_rule_of_a_file_keeps_the_name_that_another_has_as_well(visitor, cast, session):
    called = {"name": "Five calls", "trigger": "reach", "kind": "call", "points": 12}
    named = [called | {"slug": slug, "target": 5} for slug in ("five", "also-five")]
    load_rules({"rule": named}, at=clock.now())
    mona, [rule, _other] = visitor(cast.mona), rules(session)
    session.rollback()
    sent = sentence(points="15", seen="999999")
    assert mona.post(f"/rules/{rule.id}", sent).status_code == 303
    assert mona.post("/rules", sentence()).status_code == 422


def test_ones_own_form_sent_twice_is_no_conflict(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/rules", sentence())
    [rule] = rules(session)
    form = sentence(points="15", seen=seen(mona.get(f"/rules/{rule.id}")))
    answers = [mona.post(f"/rules/{rule.id}", form).status_code for _ in range(2)]
    assert answers == [303, 303]
    session.expire_all()
    assert [version.points for version in rule.versions] == [12, 15]


@pytest.mark.parametrize(
    "number", [{}, {"seen": ""}, {"seen": "x"}, {"seen": "-1"}, {"seen": "9" * 31}]
)
def test_a_form_that_does_not_say_what_it_saw_saw_nothing(visitor, cast, session, number):
    mona, olga = visitor(cast.mona), visitor(cast.olga)
    mona.post("/rules", sentence())
    [rule] = rules(session)
    assert olga.post(f"/rules/{rule.id}", sentence(points="15") | number).status_code == 409


def test_what_somebody_typed_is_read_in_the_shape_it_was_typed_in(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/rules", sentence())
    [rule] = rules(session)
    opened = seen(mona.get(f"/rules/{rule.id}"))
    each = {"slug": rule.slug, "name": "Five calls", "trigger": "per_activity", "kind": "call"}
    load_rules({"rule": [each | {"points": 5}]}, at=clock.now())
    typed = sentence(target="7", seen=opened)
    told = mona.post(f"/rules/{rule.id}", typed)
    assert told.status_code == 409
    assert 'value="7"' in told.text
    assert mona.post(f"/rules/{rule.id}", typed | {"seen": seen(told)}).status_code == 303
    session.expire_all()
    assert rule.versions[-1].condition["target"] == 7


def test_looking_at_a_sentence_saves_nothing(visitor, cast, session):
    answer = visitor(cast.mona).post("/rules", sentence(do="look"))
    assert answer.status_code == 200
    assert "3 calls to go" in answer.text
    assert rules(session) == []


def test_the_preview_says_what_else_pays(visitor, cast, session, now):
    given = {"slug": "each-call", "name": "Each call", "trigger": "per_activity", "kind": "call"}
    load_rules({"rule": [given | {"points": 5}]}, at=now)
    answer = visitor(cast.mona).post("/rules/preview", sentence(), htmx=True)
    assert "These also pay for calls: “\u2068Each call\u2069”." in answer.text
    assert "Capped: nobody earns more than 12 points a day from it." in answer.text
    assert "Nobody logged any calls in the last 4 weeks." in answer.text


def test_the_preview_tells_of_a_sum_that_nobody_is_asked_for(visitor, cast):
    typed = sentence(shape="sum", measure="profit")
    page = visitor(cast.mona).post("/rules/preview", typed, htmx=True).text
    assert "The form of calls does not ask for this: profit." in page
    won = visitor(cast.mona).post("/rules/preview", typed | {"kind": "deal-won"}, htmx=True).text
    assert "does not ask for this" not in won


def test_the_preview_says_what_counts_as_the_reps_card_does(visitor, cast):
    typed = sentence(shape="sum", kind="deal-won", measure="profit", target="40", least_amount="5")
    page = visitor(cast.mona).post("/rules/preview", typed, htmx=True).text
    assert "Next small step: profit of deals" in page
    assert "to go (worth €5 or more)" in page


def test_the_preview_tells_of_a_kind_that_pays_nobody(visitor, cast):
    page = visitor(cast.mona).post("/rules/preview", sentence(kind="cost"), htmx=True).text
    assert "Teams log costs, so nobody is paid for them." in page


def test_a_sentence_about_money_begins_with_deals(visitor, cast):
    page = visitor(cast.mona).get("/rules/new?shape=sum").text
    assert '<option selected value="deal-won">' in page
    assert '<option selected value="amount">' in page


def test_the_preview_waits_for_a_whole_sentence(visitor, cast):
    answer = visitor(cast.mona).post("/rules/preview", sentence(target=""), htmx=True)
    assert answer.status_code == 200
    assert "Finish the sentence to see it." in answer.text


def test_a_rule_pays_for_what_was_logged_today_before_it(visitor, cast, session, now):
    for number in range(5):
        log_call(cast.ada, now, number)
    visitor(cast.mona).post_and_save("/rules", sentence())
    [award] = session.scalars(db.select(Award)).all()
    assert (award.subject_id, award.points, award.is_silent) == (cast.ada, 12, True)
    assert ">1</bdi>" in visitor(cast.mona).get("/rules").text


def test_switching_off_is_a_version_and_pays_nothing_any_more(visitor, cast, session, now):
    mona = visitor(cast.mona)
    mona.post("/rules", sentence())
    [rule] = rules(session)
    assert mona.post(f"/rules/{rule.id}/switch", {"on": "0"}).status_code == 303
    for number in range(5):
        log_call(cast.ada, now, number)
    assert session.scalars(db.select(Award)).all() == []
    session.expire_all()
    assert [version.is_on for version in rule.versions] == [True, False]
    assert current().rules[-1].version_on(now.date()) is None
    mona.post_and_save(f"/rules/{rule.id}/switch", {"on": "1"})
    session.expire_all()
    assert len(session.scalars(db.select(Award)).all()) == 1


def test_a_switch_is_audited(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/rules", sentence())
    [rule] = rules(session)
    mona.post(f"/rules/{rule.id}/switch", {"on": "0"})
    row = session.scalars(db.select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.noun_id, row.before, row.by_id) == (
        "switch_off",
        rule.id,
        {"is_on": True},
        cast.mona,
    )


def test_a_rule_for_one_team_pays_only_there(visitor, cast, session, now):
    name = session.get_one(Team, cast.south).name
    visitor(cast.mona).post("/rules", sentence(shape="each", teams=[name]))
    log_call(cast.ada, now, 1)
    log_call(cast.otto, now, 2)
    [award] = session.scalars(db.select(Award)).all()
    assert award.subject_id == cast.otto


def test_a_badge_that_was_retired_stays_in_the_sentence(visitor, cast, session, now):
    badge = {"slug": "dialer", "name": "Dialer", "icon": "phone"}
    load_rules({"badge": [badge]}, at=now)
    mona = visitor(cast.mona)
    mona.post("/rules", sentence(badge="dialer"))
    with scoring.publish(by_id=None, at=now) as publication:
        held = session.scalars(db.select(Badge)).one()
        held.retired_at = now
        publication.audit("retire", "badge", held.id)
    [rule] = rules(session)
    assert '<option selected value="dialer">' in mona.get(f"/rules/{rule.id}").text


def test_a_hostile_name_stays_text(visitor, cast):
    mona = visitor(cast.mona)
    mona.post("/rules", sentence(name="<script>alert(1)</script>"))
    shown = mona.get("/rules").text
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_security_03_extra_fields_change_nothing(visitor, cast, session):
    visitor(cast.mona).post("/rules", sentence(made_by_id=str(cast.iris), number="9"))
    version = session.scalars(db.select(RuleVersion)).one()
    assert (version.number, version.made_by_id) == (1, cast.mona)


def test_awards_by_hand_have_no_page(visitor, cast):
    assert visitor(cast.mona).get("/rules/0").status_code == 404
    assert visitor(cast.mona).get("/rules/999").status_code == 404


def test_an_unknown_shape_is_refused(visitor, cast):
    assert visitor(cast.mona).get("/rules/new?shape=poem").status_code == 400


def test_a_persian_reader_gets_a_persian_sentence(visitor, cast, session, now):
    with scoring.publish(by_id=None, at=now) as publication:
        organisation = session.scalars(db.select(Organisation)).one()
        organisation.language = "fa_IR"
        publication.audit("change", "organisation", organisation.id)
    shown = visitor(cast.mona).get("/rules/new?shape=count").text
    assert "وقتی کارشناس در یک" in shown


@pytest.mark.parametrize("language", ["en", "fa_IR"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_its_sentence_in_both_languages(visitor, cast, session, shape, language):
    session.execute(db.update(Organisation).values(language=language))
    session.commit()
    page = visitor(cast.mona).get(f"/rules/new?shape={shape}").text
    sentence = page.partition('id="sentence"')[2].partition("</p>")[0]
    asked = {*SHAPES[shape][1].asks} - {*NARROWING, "milestones", "stretch"}
    assert [name for name in asked if f'name="{name}' not in sentence] == []


def test_a_new_sentence_about_a_sum_begins_with_one_worth_reaching(visitor, cast):
    page = visitor(cast.mona).get("/rules/new?shape=sum").text
    assert re.search(r'name="target"[^>]*value="10,000"', page)
    assert "10 thousand" in page
