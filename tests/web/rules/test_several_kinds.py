"""The sentence with several kinds, as a form."""

from leaderboard import clock
from leaderboard.models import Kind, Rule

TYPED = {
    "shape": "several",
    "name": "A mixed day",
    "together-0-count": "5",
    "together-0-kind": "call",
    "together-1-count": "1",
    "together-1-kind": "demo",
    "together-2-count": "",
    "together-2-kind": "meeting",
    "window": "day",
    "points": "30",
    "badge": "",
    "at_most": "",
    "per": "day",
}


def sentence(**changes):
    return TYPED | {"since": clock.now().date().isoformat()} | changes


def ids(session):
    return {kind.slug: kind.id for kind in session.scalars(session.query(Kind).statement)}


def rule(session):
    return session.scalars(session.query(Rule).where(Rule.name == TYPED["name"]).statement).first()


def test_the_builder_offers_it_and_begins_with_two_kinds(visitor, cast):
    mona = visitor(cast.mona)
    assert "Several kinds together" in mona.get("/rules/new").text
    page = mona.get("/rules/new?shape=several").text
    assert 'name="together-0-count"' in page
    assert 'value="5"' in page
    assert "less than" not in page


def test_it_is_published_read_and_opened_again(visitor, cast, session):
    mona = visitor(cast.mona)
    assert mona.post("/rules", sentence()).status_code == 303
    made, kinds = rule(session), ids(session)
    [version] = made.versions
    assert version.trigger == "several_kinds"
    assert version.condition == {"together": [[kinds["call"], 5], [kinds["demo"], 1]]}
    said = "When a rep logs 5 calls and 1 demo in a day, give 30 points."
    assert said in mona.get("/rules").text
    page = mona.get(f"/rules/{made.id}").text
    assert '<option selected value="demo">' in page
    assert "Nobody logged any demos" in page


def test_digits_may_be_persian(visitor, cast, session):
    assert (
        visitor(cast.mona).post("/rules", sentence(**{"together-0-count": "۷"})).status_code == 303
    )
    assert rule(session).versions[0].condition["together"][0][1] == 7


def test_what_is_wrong_is_said_below_the_sentence(visitor, cast, session):
    mona = visitor(cast.mona)
    for changes, words in (
        ({"together-1-count": ""}, "Give a number for two kinds or more."),
        ({"together-1-kind": "call"}, "Name each kind once."),
        ({"together-1-count": "many"}, "Write it in digits"),
        ({"together-1-count": "0"}, "This must be 1 or more."),
        ({"together-1-kind": "no-such-kind"}, "This can no longer be chosen."),
    ):
        answer = mona.post("/rules", sentence(**changes))
        assert (answer.status_code, words in answer.text) == (422, True), changes
    assert rule(session) is None


def test_the_preview_names_what_is_missing(visitor, cast):
    page = visitor(cast.mona).post("/rules/preview", sentence()).text
    assert "1 demo to go" in page
    assert "Capped: once a day." in page
