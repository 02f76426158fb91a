"""What stands under fields for money: the sum in words, and magnitudes for a number pad."""

import re

import pytest
from sqlalchemy import select

from leaderboard import clock, locale
from leaderboard.configuration import current
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import GoalKind, Organisation, Person
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.publishing.rules import load_rules
from leaderboard.publishing.starter import rules as starter_rules
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import publish

GOAL = "/goals/new?kind=individual&for="


def written(page):
    """The words under each field that has a place for them."""
    found = re.findall(r'id="words-(\w+)".*?polite">(.*?)</p>', page, re.DOTALL)
    return {name: re.sub(r"<[^>]*>", "", text) for name, text in found}


def metric_id(slug):
    return next(m.id for m in current().metrics().values() if m.slug == slug)


def words(visit, of="amount", **typed):
    return visit.get("/sums/words", query_string={"of": of, **typed}).text


@pytest.fixture
def in_toman(cast, session):
    """An organisation whose sums have no cents, and a reader of Persian in it."""
    with write_transaction(db.session):
        db.session.scalars(select(Organisation)).one().currency = "IRT"
        db.session.get_one(Person, cast.mona).language = "fa_IR"


def test_what_is_typed_is_said_in_words(visitor, cast):
    ada = visitor(cast.ada)
    assert "150 thousand" in words(ada, amount="€150k")
    assert "1 million and 500 thousand" in words(ada, amount="1.5m")
    for nothing in ("", "a lot", "40", "$5m"):
        assert 'aria-live="polite"></p>' in words(ada, amount=nothing)


def test_the_words_are_those_of_the_reader(visitor, cast, in_toman):
    told = words(visitor(cast.mona), amount="۱۲ میلیون و ۵۰۰ هزار")
    assert "۱۲ میلیون و ۵۰۰ هزار\N{NO-BREAK SPACE}تومان" in told


def test_the_field_that_asks_is_a_field_of_a_form(visitor, cast):
    ada = visitor(cast.ada)
    assert 'hx-include="#target_12,' in words(ada, of="target_12", target_12="20k")
    for bad in ("", "a b", 'a"', "A", "x" * 9 + "]"):
        assert ada.get("/sums/words", query_string={"of": bad}).status_code == 404
    assert visitor().get("/sums/words?of=amount").status_code in (302, 303, 401)


def test_only_money_is_said_in_words(visitor, cast, session):
    mona = visitor(cast.mona)
    assert "20 thousand" in words(mona, of="target", target="20k", metric=metric_id("revenue"))
    assert "20 thousand" not in words(mona, of="target", target="20k", metric=metric_id("calls"))
    assert "20 thousand" not in words(mona, of="target", target="20k", metric="all")
    assert "20 thousand" in words(mona, of="target", target="20k", measure="profit")
    assert "20 thousand" not in words(mona, of="target", target="20k", measure="entries")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0.45", "This is 0.45 %. For 45 % write 45."),
        (".5", ""),
        ("0.005", "This is 0.005 %. For 0.5 % write 0.5."),
        ("1", ""),
        ("45", ""),
        ("0", ""),
        ("0.45 %", ""),
        ("a lot", ""),
    ],
)
def test_a_share_below_one_percent_says_what_it_means(visitor, cast, session, typed, told):
    answer = words(visitor(cast.mona), of="target", target=typed, metric=metric_id("win-rate"))
    assert written(answer)["target"].replace("\N{NO-BREAK SPACE}", " ") == told


def test_a_share_that_was_refused_says_it_too_and_in_persian(visitor, cast, session):
    with write_transaction(db.session):
        db.session.get_one(Person, cast.mona).language = "fa_IR"
    path = f"/goals?kind=individual&for={cast.ada}"
    typed = {f"target_{cast.ada}": "۰٫۴۵", "metric": metric_id("win-rate"), "since": ""}
    told = written(visitor(cast.mona).post(path, typed).text)[f"target_{cast.ada}"]
    assert told == "این یعنی ۰٫۴۵٪. برای ۴۵٪ بنویسید ۴۵."


def test_a_goal_that_is_changed_knows_whether_it_is_money(visitor, cast, session):
    new = NewGoal(
        kind=GoalKind.ACTIVITY,
        name="Calls",
        metric_id=metric_id("calls"),
        owner_id=cast.ada,
        target=NewTarget(10),
        period_kind=PeriodKind.MONTH,
        since=clock.now().date(),
    )
    with publish(by_id=None, at=clock.now()) as publication:
        goal_id = set_goal(publication, new)
    page = visitor(cast.mona).get(f"/goals/{goal_id}/edit").text
    assert re.search(rf'name="metric" type="hidden" value="{new.metric_id}"', page)


def test_every_sum_of_a_goal_has_its_words(visitor, cast, session):
    mona = visitor(cast.mona)
    for whose in (cast.ada, f"everyone-{cast.north}"):
        page = mona.get(f"{GOAL}{whose}").text
        fields = set(re.findall(r'name="((?:target|stretch|baseline)_\d+)"', page))
        assert fields <= written(page).keys()
    path = f"/goals?kind=individual&for={cast.ada}"
    typed = {f"target_{cast.ada}": "40k", "metric": metric_id("revenue"), "since": ""}
    refused = mona.post(path, typed)
    assert refused.status_code == 422
    assert "40 thousand" in written(refused.text)[f"target_{cast.ada}"]
    calls = mona.post(path, typed | {"metric": metric_id("calls")})
    assert written(calls.text)[f"target_{cast.ada}"] == ""


@pytest.mark.parametrize("path", ["/rules/new?shape=per-amount", "/rules/new?shape=sum"])
def test_every_sum_of_a_rule_has_its_words(visitor, cast, session, path):
    load_rules(starter_rules(), at=clock.now())
    fields = written(visitor(cast.mona).get(path).text)
    assert {"least_amount", "most_amount"} < fields.keys()
    assert {"per_amount", "target"} & fields.keys()


def test_the_deal_that_is_celebrated_has_its_words(visitor, cast, session):
    with write_transaction(db.session):
        db.session.scalars(select(Organisation)).one().big_deal = 2_000_000
    assert "20 thousand" in written(visitor(cast.iris).get("/organisation").text)["big_deal"]


def test_sums_without_cents_have_keys_for_their_magnitudes(visitor, cast, in_toman):
    told = words(visitor(cast.mona), amount="12")
    assert re.findall(r'data-scale="(\w+)"', told) == ["هزار", "میلیون", "میلیارد"]
    assert "data-scale" not in words(visitor(cast.mona), metric=metric_id("calls"))


def test_sums_with_cents_are_typed_digit_by_digit(visitor, cast):
    assert "data-scale" not in words(visitor(cast.ada), amount="12")


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_each_magnitude_can_be_read(language):
    said = locale.scale_words(locale.Writing(language=language, currency="IRT"))
    sizes = [locale.parse_money(f"2 {word} ", "IRT") for word in said]
    assert sizes == [2_000, 2_000_000, 2_000_000_000]
