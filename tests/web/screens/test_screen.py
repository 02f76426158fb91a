"""The screen's page, region and stream: open with the key alone, and with nothing else."""

import re
from contextlib import ExitStack
from datetime import timedelta

import pytest

from leaderboard import clock, live, scoring
from leaderboard.models import Person
from leaderboard.web.screens import screen, slides
from tests.screens import add_board, add_screen, do, publish_rules


@pytest.fixture
def at():
    """Now: the pages show the present."""
    return clock.now()


@pytest.fixture
def key(session, cast, at):
    """A screen of this week's calls."""
    settled = at - timedelta(days=30)
    publish_rules(at=settled)
    return add_screen((add_board("calls", at=settled), None), at=settled)


def test_the_key_opens_the_page_to_whoever_has_it(client, cast, key, at):
    do(cast.ada, "call", at=at)
    page = client.get(f"/screen/{key}")
    assert page.status_code == 200
    assert "Ada" in page.text
    assert 'data-row="' in page.text


def test_page_and_region_show_the_same(client, cast, key, at):
    do(cast.ada, "call", at=at)
    region = client.get(f"/screen/{key}/slides").text
    assert region.strip().startswith('<div id="slides"')
    assert inside(region) in client.get(f"/screen/{key}").text


def inside(region):
    """The table, which the clock does not change."""
    return region[region.index("<table") : region.index("</table>")]


@pytest.fixture
def drawn(monkeypatch):
    """How often a screen was computed, and how often a board was."""
    found = []

    def counting(module, name):
        wrapped = getattr(module, name)

        def counted(*args, **kwargs):
            found.append(name)
            return wrapped(*args, **kwargs)

        monkeypatch.setattr(module, name, counted)

    counting(screen, "showing_of")
    counting(slides, "board_of")
    return found


def test_a_page_is_computed_once_a_change_however_often_it_is_loaded(client, cast, key, at, drawn):
    do(cast.ada, "call", at=at)
    for _ in range(3):
        assert "Ada" in client.get(f"/screen/{key}").text
        client.get(f"/screen/{key}/slides")
    assert drawn == ["showing_of", "board_of"]
    do(cast.ben, "call", at=at)
    assert "Ben" in client.get(f"/screen/{key}").text
    assert drawn == ["showing_of", "board_of"] * 2


def test_what_is_unchanged_is_not_sent_again(client, cast, key, at):
    first = client.get(f"/screen/{key}/slides")
    same = client.get(f"/screen/{key}/slides", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.text) == (304, "")
    do(cast.ada, "call", at=at)
    new = client.get(f"/screen/{key}/slides", headers={"If-None-Match": first.headers["ETag"]})
    assert new.status_code == 200
    assert "Ada" in new.text


def test_after_a_log_is_answered_the_next_look_has_it(client, cast, key, at):
    for count in range(1, 6):
        do(cast.ada, "call", at=at)
        assert f"<bdi>{count}</bdi></td>" in client.get(f"/screen/{key}/slides").text


def test_a_change_of_the_screen_shows_at_once(client, cast, key, at, session):
    do(cast.ada, "call", at=at)
    assert "Ada" in client.get(f"/screen/{key}/slides").text
    with scoring.publish(by_id=None, at=at) as publication:
        session.get_one(Person, cast.ada).hidden_at = at
        publication.audit("hide", "person", cast.ada)
    assert "Ada" not in client.get(f"/screen/{key}/slides").text


def test_two_screens_share_nothing(client, cast, key, at):
    board = add_board("revenue", at=at)
    other = add_screen((board, None), at=at, shows_money=False, language="fa_IR")
    do(cast.ada, "deal-won", at=at, amount=500_000)
    assert "€5,000" in client.get(f"/screen/{key}/slides").text
    assert "€" not in client.get(f"/screen/{other}/slides").text


def test_the_stream_begins_with_the_time_and_what_is_there_now(client, cast, key, at):
    do(cast.ada, "call", at=at)
    with client.get(f"/screen/{key}/stream") as answer:
        assert answer.mimetype == "text/event-stream"
        assert answer.headers["X-Accel-Buffering"] == "no"
        events = answer.iter_encoded()
        assert next(events).startswith(b"event: beat\ndata: 1")
        assert b"Ada" in next(events)


def test_past_the_cap_the_page_is_told_to_poll(app, client, key, monkeypatch):
    monkeypatch.setitem(app.config, "STREAM_CAP", 0)
    answer = client.get(f"/screen/{key}/stream")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert client.get(f"/screen/{key}/slides").status_code == 200


def test_screens_that_are_open_together_keep_their_languages(app, cast, key, at):
    persian = add_screen((add_board("calls", at=at), None), at=at, language="fa_IR")
    words = {key: "Equal values share a rank.", persian: "رتبه"}
    with ExitStack() as stack:
        opened = {
            one: stack.enter_context(app.test_client().get(f"/screen/{one}/stream")).iter_encoded()
            for one in (key, persian, add_screen((add_board("calls", at=at), None), at=at))
        }
        for events in opened.values():
            assert b"event: beat" in next(events)
            assert b"event: snapshot" in next(events)
        do(cast.ada, "call", at=at)
        for one, events in opened.items():
            shown = next(e for e in events if b"event: snapshot" in e).decode()
            assert "Ada" in shown
            assert (words[persian] in shown, words[key] in shown) == (
                one == persian,
                one != persian,
            )


def test_asking_for_the_head_of_a_stream_opens_none(app, client, key):
    client.head(f"/screen/{key}/stream")
    with app.app_context():
        assert live.current().reader_count == 0


@pytest.mark.parametrize("part", ["", "/slides", "/stream"])
def test_security_11_every_answer_carries_the_strict_policy(client, key, part):
    with client.get(f"/screen/{key}{part}") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_screen_is_not_found_by_searching(client, key):
    assert '<meta name="robots" content="noindex">' in client.get(f"/screen/{key}").text


def test_security_12_hostile_names_stay_text(client, cast, key, at, session):
    hostile = '"><img src=x onerror=alert(1)>'
    with scoring.publish(by_id=None, at=at) as publication:
        session.get_one(Person, cast.ada).name = hostile
        publication.audit("rename", "person", cast.ada)
    do(cast.ada, "deal-won", at=at, amount=2_000_000, customer="</template><script>x</script>")
    do(cast.ada, "call", at=at)
    for part in ("", "/slides"):
        text = client.get(f"/screen/{key}{part}").text
        assert "<img" not in text
        assert "<script>" not in text
        assert "&lt;img src=x" in text
        assert "&lt;script&gt;" in text


def test_without_scripts_the_page_turns_by_itself(client, cast, at, session):
    settled = at - timedelta(days=1)
    boards = [add_board("calls", at=settled), add_board("demos", at=settled)]
    key = add_screen(*((board, None) for board in boards), at=settled, seconds=15)
    first, second = (client.get(f"/screen/{key}?slide={n}").text for n in (0, 1))
    assert '<meta http-equiv="refresh" content="15;url=?slide=1">' in first
    assert '<meta http-equiv="refresh" content="15;url=?slide=0">' in second
    assert shown(first) == "Board of calls"
    assert shown(second) == "Board of demos"
    assert client.get(f"/screen/{key}?slide=junk").status_code == 200


def shown(page):
    """The title of the slide that is not hidden."""
    slides = page.split('<section class="screen-slide')[1:]
    seen = [slide for slide in slides if " hidden>" not in slide[:120]]
    assert len(seen) == 1
    return seen[0].split("<h1>")[1].split("</h1>")[0]


def test_a_screen_without_boards_says_so(client, session, cast, at):
    key = add_screen(at=at)
    assert "No board is chosen for this screen" in client.get(f"/screen/{key}").text


def test_a_board_without_a_log_says_what_opens_it(client, key):
    page = client.get(f"/screen/{key}").text
    assert "The first log opens the board" in page
    rows = re.findall(r'<tr class="screen-row.*?</tr>', page, re.DOTALL)
    listed = [re.findall(r"<bdi>([^<]*)</bdi>", row)[:2] for row in rows]
    assert listed == [["–", name] for name in ("Ada", "Ben", "Mona", "Olga", "Otto")]


def test_a_still_screen_says_so_to_the_styles(client, session, cast, at):
    key = add_screen((add_board("calls", at=at), None), at=at, is_still=True)
    assert '<div id="slides" class="screen-still"' in client.get(f"/screen/{key}").text
