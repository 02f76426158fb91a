"""The audit: who changed what, as a sentence, for admins."""

import ast
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from config import ROOT
from leaderboard import clock, scoring
from leaderboard.models import Audit, Badge, Kind, Metric, Organisation
from leaderboard.sentences.audits import CHANGES, audit_sentence


def changes(page):
    "The sentences of a page, newest first, each with what it links to."
    cells = re.findall(r'<td data-label="Change">(?:<a href="(.*?)">)?(.*?)<', page.text)
    return [(plain(unescape(text)), url) for url, text in cells]


def plain(text):
    return re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", text)


@pytest.mark.parametrize(("who", "status"), [("iris", 200), ("mona", 403), ("ada", 403)])
def test_the_audit_is_for_admins(visitor, cast, who, status):
    assert visitor(getattr(cast, who)).get("/audit").status_code == status


def test_a_change_reads_as_a_sentence_with_a_link_to_the_thing(visitor, cast, session):
    mona, iris = visitor(cast.mona), visitor(cast.iris)
    form = {"name": "Good hand", "description": "Helped", "tier": "2", "icon": "star"}
    mona.post("/badges", form)
    badge_id = session.scalar(select(Badge.id))
    mona.post(f"/badges/{badge_id}", form | {"name": "Helper"})
    mona.post(f"/people/{cast.ada}/hide")
    mona.post(f"/people/{cast.ada}/link")
    iris.post("/organisation/holidays", {"first": "2026-12-25", "name": "Christmas"})
    assert changes(iris.get("/audit"))[:5] == [
        ("Iris added the holiday “Christmas”", ""),
        ("Mona created a sign-in link for Ada", f"/people/{cast.ada}/edit"),
        ("Mona hid Ada from the boards", f"/people/{cast.ada}/edit"),
        ("Mona changed the badge “Helper”", f"/badges/{badge_id}"),
        ("Mona created the badge “Helper”", f"/badges/{badge_id}"),
    ]


def test_nobody_behind_a_change_is_the_command_line(visitor, cast, session):
    founded = changes(visitor(cast.iris).get("/audit"))[-1]
    assert founded == ("The command line founded the organisation “Example”", "/organisation")


def test_the_time_is_the_organisations(visitor, cast, session):
    at = clock.now().replace(month=7, day=2, hour=21, minute=30) - timedelta(days=365)
    with scoring.publish(by_id=cast.iris, at=at) as publication:
        organisation = session.scalars(select(Organisation)).one()
        organisation.timezone = "Asia/Tehran"
        publication.audit("change", "organisation", organisation.id)
    assert "3 Jul" in visitor(cast.iris).get("/audit").text


def test_an_import_is_told_with_its_file(visitor, cast, session):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        organisation_id = session.scalar(select(Organisation.id))
        publication.audit("import", "person", organisation_id, after={"file": "people.csv"})
    told = changes(visitor(cast.iris).get("/audit"))[0]
    assert told == ("The command line imported people from “people.csv”", "")


def test_what_a_later_version_wrote_is_told_as_it_stands(visitor, cast, session):
    with scoring.publish(by_id=cast.iris, at=clock.now()) as publication:
        publication.audit("polish", "lamp", 7)
    assert changes(visitor(cast.iris).get("/audit"))[0] == ("Iris: polish, lamp 7", "")


def test_the_audit_goes_on_page_by_page(visitor, cast, session):
    for number in range(60):
        with scoring.publish(by_id=cast.iris, at=clock.now()) as publication:
            publication.audit("tried", "page", number)
    first = changes(visitor(cast.iris).get("/audit"))
    assert [first[0], first[-1]] == [("Iris: tried, page 59", ""), ("Iris: tried, page 10", "")]
    before = session.scalars(select(Audit.id).order_by(Audit.id.desc())).all()[49]
    second = changes(visitor(cast.iris).get(f"/audit?before={before}"))
    assert second[0] == ("Iris: tried, page 9", "")


# --- from what to what ---------------------------------------------------------------------------


def sides(page):
    """What the newest change was from and to, line by line."""
    cells = re.findall(r'<td[^>]* data-label="(?:Before|After)">(.*?)</td>', page.text, re.DOTALL)
    return [
        [plain(unescape(re.sub("<.*?>", "", line))) for line in re.findall("<li>(.*?)</li>", cell)]
        for cell in cells[:2]
    ]


@pytest.mark.parametrize(
    ("noun", "before", "after", "told"),
    [
        ("person", {"role": "rep"}, {"role": "manager"}, [["Role: Rep"], ["Role: Manager"]]),
        (
            "person",
            {"team": None},
            {"team": "north", "since": "2026-11-02"},
            [["Team: –"], ["Team: North", "From: 2 Nov 2026"]],
        ),
        ("organisation", {"big_deal": None}, {"big_deal": 2_000_000}, [
            ["Celebrate deals from: –"], ["Celebrate deals from: €20,000"],
        ]),
        ("organisation", {"first_weekday": 0}, {"first_weekday": 5}, [
            ["The week begins on: Monday"], ["The week begins on: Saturday"],
        ]),
        ("working week", {}, {"since": "2026-11-02", "weekdays": "01"}, [
            [], ["From: 2 Nov 2026", "Working days: Mon, Tue"],
        ]),
        ("holiday", {}, {"day": "2026-12-25", "name": "Christmas"}, [[], ["Day: 25 Dec 2026"]]),
        ("screen", {"shows_money": True}, {"shows_money": False}, [
            ["Show amounts of money: Yes"], ["Show amounts of money: No"],
        ]),
        ("badge", {"tier": 1, "name": "Good"}, {"tier": 4, "name": "Better"}, [
            ["Tier: Bronze", "Name: Good"], ["Tier: Legend", "Name: Better"],
        ]),
        ("kind", {"asks": {}}, {"asks": {"amount": "required"}}, [
            ["What is asked: –"], ["What is asked: Amount (Required)"],
        ]),
        ("invite", {}, {"kind": "invite", "person": 2}, [[], []]),
        ("lamp", {"oil": 3}, {"oil": 4}, [["oil: 3"], ["oil: 4"]]),
    ],
)  # fmt: skip
def test_a_change_is_told_in_the_words_of_its_form(
    visitor, cast, session, noun, before, after, told
):
    after = after | ({"team": cast.north} if "team" in after else {})
    with scoring.publish(by_id=cast.iris, at=clock.now()) as publication:
        publication.audit("change", noun, 1, before=before, after=after)
    assert sides(visitor(cast.iris).get("/audit")) == told


def test_a_goals_target_is_told_in_its_unit(visitor, cast, session):
    metrics = {m.slug: m.id for m in session.scalars(select(Metric))}
    for slug, target, told in (
        ("win-rate", 450_000, "45\N{NO-BREAK SPACE}%"),
        ("revenue", 4_000_000, "€40,000"),
    ):
        after = {"metric": metrics[slug], "target": target, "milestones": [500, 1000]}
        with scoring.publish(by_id=cast.iris, at=clock.now()) as publication:
            publication.audit("set", "goal", 1, after=after)
        _before, lines = sides(visitor(cast.iris).get("/audit"))
        assert lines[1] == f"Target: {told}"


def test_a_rule_is_told_as_its_sentence(visitor, cast, session):
    call = session.scalar(select(Kind.id).where(Kind.slug == "call"))
    stood = {
        "name": "Each call", "since": "2026-11-02", "trigger": "per_activity",
        "condition": {"kind_id": call}, "limits": {"most": 30}, "badge_id": None, "is_on": True,
    }  # fmt: skip
    with scoring.publish(by_id=cast.iris, at=clock.now()) as publication:
        publication.audit(
            "change", "rule", 1, before=stood | {"points": 5}, after=stood | {"points": 6}
        )
    assert sides(visitor(cast.iris).get("/audit")) == [
        ["For each call, give 5 points, at most 30 times a day."],
        ["For each call, give 6 points, at most 30 times a day."],
    ]


# --- nothing is written that has no words --------------------------------------------------------


def written():
    """Every action and noun that the code writes, read from the code itself."""
    calls = [
        (path.relative_to(ROOT), call)
        for path in sorted((ROOT / "leaderboard").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
    ]
    for path, call in calls:
        named = {word.arg: word.value for word in call.keywords}
        match ast.unparse(call.func):
            case "Audit":
                yield path, words_of(named["action"]), words_of(named["noun"])
            case "publication.audit" | "self.publication.audit":
                yield path, words_of(call.args[0]), words_of(call.args[1])
            case "put":
                yield path, words_of(named.get("action")) or usual(call), words_of(call.args[1])
            case "SettingFile":
                yield path, ["import"], words_of(named["noun"])
            case "put_away":
                yield path, ["retire", "bring_back"], words_of(call.args[1])


def words_of(value):
    """The texts that an argument can be; none for what somebody else decides."""
    if isinstance(value, ast.IfExp):
        return [*words_of(value.body), *words_of(value.orelse)]
    return [value.value] if isinstance(value, ast.Constant) else []


def usual(call):
    """What `put` says by itself: of a row made on the spot it can only say that it was added."""
    return ["add"] if isinstance(call.args[2], ast.Call) and is_made(call) else ["add", "change"]


def is_made(call):
    return ast.unparse(call.args[2].func)[:1].isupper()


# These hand on what they are given, and whoever gives it is read as well.
HANDS_ON = {
    "leaderboard/imports/settings.py",
    "leaderboard/publishing/rows.py",
    "leaderboard/scoring/settings.py",
}


def test_every_change_that_the_code_writes_down_has_its_sentence():
    found = [entry for entry in written() if str(entry[0]) not in HANDS_ON]
    unread = [str(path) for path, actions, nouns in found if not (actions and nouns)]
    assert unread == []
    pairs = {(action, noun) for _, actions, nouns in found for action in actions for noun in nouns}
    assert len(pairs) > 40
    assert pairs == set(CHANGES)


@pytest.mark.parametrize(("action", "noun"), CHANGES)
def test_every_sentence_names_who_and_what(app, action, noun):
    with app.test_request_context():
        sentence = audit_sentence(action, noun, who="Iris", what="Thing")
    assert sentence.startswith("Iris ")
    assert "Thing" in sentence
