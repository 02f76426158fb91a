"""What a screen shows: the top and never the bottom, news, celebrations, and nothing private."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from leaderboard import locale, scoring
from leaderboard.access import screens, sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Audience, Badge, By, Kind, Organisation, Person, Role
from leaderboard.publishing.founding import add_person
from leaderboard.rules.ranking import Ties
from leaderboard.scoring import SourceRow
from leaderboard.web.screens.shown import showing_of
from leaderboard.web.screens.slides import how_many
from tests.screens import (
    BIG_DEAL,
    add_board,
    add_goal,
    add_screen,
    content,
    do,
    publish_rules,
)

# A Wednesday.
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SETTLED = AT - timedelta(days=30)


@pytest.fixture
def look(app, session):
    """What the screen with this key shows at an instant."""

    def look_at(key, *, at=AT):
        screen = screens.find(screens.key_hash(key))
        with app.test_request_context():
            locale.write_as(sessions.house(language=screen.language).writing)
            return showing_of(screen, at=at)

    publish_rules(at=SETTLED)
    return look_at


def told(wall):
    return [(line.name, line.what, line.points_text) for line in wall.lines]


def names(wall):
    return [row.name for row in wall.slides[0].rows]


# --- boards --------------------------------------------------------------------------------------


def test_the_rows_are_the_boards_with_rank_team_lane_and_movement(look, cast):
    do(cast.ada, "call", at=AT - timedelta(days=1))
    do(cast.otto, "call", at=AT)
    do(cast.otto, "call", at=AT)
    key = add_screen((add_board("calls", at=SETTLED), None), at=SETTLED)
    slide = look(key).slides[0]
    otto, ada = slide.rows
    assert (otto.rank_text, otto.name, otto.team, otto.value_text) == ("1", "Otto", "South", "2")
    assert (ada.rank_text, ada.move, ada.move_text, ada.share) == ("2", "down", "1", 0.5)
    assert otto.is_leader
    assert not ada.is_leader
    assert slide.subtitle == "Week of 23 Nov. Calls by person. Equal values share a rank."


def test_ties_share_a_rank_and_the_lamp(look, cast):
    for person in (cast.ada, cast.ben, cast.otto):
        do(person, "call", at=AT)
    key = add_screen((add_board("calls", at=SETTLED), None), at=SETTLED)
    rows = look(key).slides[0].rows
    assert [(row.rank_text, row.is_top) for row in rows] == [("=1", True)] * 3


@pytest.mark.parametrize(
    ("count", "most", "shown"),
    [(1, 10, 3), (3, 10, 3), (4, 10, 3), (8, 10, 4), (20, 10, 10), (26, 10, 10), (60, 40, 12)],
)
def test_the_top_is_shown_and_never_a_bottom(count, most, shown):
    assert how_many(count, most=most) == shown


def test_whoever_shares_the_last_rank_shown_is_counted(look, cast):
    with write_transaction(db.session):
        crowd = [add_person(name=f"Rep {n}", email=None, role=Role.REP, at=AT) for n in range(6)]
    for person in crowd:
        do(person, "call", at=AT)
    key = add_screen((add_board("calls", at=SETTLED), None), at=SETTLED)
    slide = look(key).slides[0]
    assert len(slide.rows) == 3
    assert slide.subtitle.endswith("3 more share rank 1.")


def test_the_hidden_and_those_who_left_are_neither_on_the_board_nor_in_the_news(look, cast):
    for person in (cast.ada, cast.ben, cast.otto):
        do(person, "call", at=AT)
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.get_one(Person, cast.ben).hidden_at = AT
        db.session.get_one(Person, cast.otto).deactivated_at = AT
        publication.audit("hide", "person", cast.ben)
    key = add_screen((add_board("calls", at=SETTLED), None), at=SETTLED)
    wall = look(key)
    assert names(wall) == ["Ada"]
    assert [line.name for line in wall.lines] == ["Ada"]


def test_boards_for_managers_and_retired_ones_are_left_out(look, cast):
    shown = add_board("calls", at=SETTLED)
    theirs = add_board("demos", at=SETTLED, audience=Audience.MANAGERS)
    old = add_board("meetings", at=SETTLED, retired_at=AT)
    key = add_screen((theirs, None), (shown, None), (old, None), at=SETTLED)
    assert [slide.title for slide in look(key).slides] == ["Board of calls"]


def test_who_was_first_leads_where_the_board_says_so(look, cast):
    do(cast.ben, "call", at=AT)
    do(cast.ada, "call", at=AT + timedelta(minutes=1))
    key = add_screen((add_board("calls", at=SETTLED, ties=Ties.FIRST), None), at=SETTLED)
    wall = look(key)
    assert names(wall) == ["Ben", "Ada"]
    assert "At equal values, whoever got there first ranks higher." in wall.slides[0].subtitle


def test_teams_stand_with_their_own_mark(look, cast):
    do(cast.otto, "call", at=AT)
    key = add_screen((add_board("calls", at=SETTLED, by=By.TEAM), None), at=SETTLED)
    row = look(key).slides[0].rows[0]
    assert (row.name, row.mark, row.is_team) == ("South", 2, True)


# --- goals ---------------------------------------------------------------------------------------


def test_beside_the_board_stand_the_teams_and_all_of_us(look, cast, session):
    organisation_id = session.scalar(select(Organisation.id))
    add_goal(cast.north, "calls", 4, at=SETTLED)
    add_goal(organisation_id, "calls", 10, at=SETTLED)
    add_goal(cast.ada, "calls", 2, at=SETTLED)
    do(cast.ada, "call", at=AT)
    do(cast.otto, "call", at=AT)
    key = add_screen((add_board("calls", at=SETTLED), "calls"), at=SETTLED)
    beside = look(key).slides[0].beside
    assert beside.title == "Goals: Calls, week of 23 Nov"
    assert [(bar.name, bar.value_text, bar.target_text) for bar in beside.bars] == [
        ("North", "1", "of 4")
    ]
    assert (beside.shared.name, beside.shared.value_text) == ("All of us", "2")
    assert beside.shared.state_text == "8 calls to the shared goal"


def test_the_same_goal_beside_two_boards_has_two_names(look, cast):
    add_goal(cast.north, "calls", 4, at=SETTLED)
    boards = [add_board("calls", at=SETTLED), add_board("demos", at=SETTLED)]
    key = add_screen(*((board, "calls") for board in boards), at=SETTLED)
    first, second = look(key).slides
    assert first.beside.bars[0].key != second.beside.bars[0].key


# --- money ---------------------------------------------------------------------------------------


def test_a_screen_without_money_tells_no_sum_and_no_customer(look, cast):
    add_goal(cast.north, "revenue", 2 * BIG_DEAL, at=SETTLED)
    do(cast.ada, "deal-won", at=AT, amount=BIG_DEAL, customer="Kestrel Foods")
    board = add_board("revenue", at=SETTLED)
    open_wall = look(add_screen((board, "revenue"), at=SETTLED))
    wall = look(add_screen((board, "revenue"), at=SETTLED, shows_money=False))
    assert ("Ada", "won €10,000", "+100") in told(open_wall)
    assert "€" not in repr(wall)
    assert "Kestrel" not in repr(wall)
    assert "Kestrel" in repr(open_wall)
    assert (wall.slides[0].rows[0].value_text, wall.slides[0].rows[0].share) == ("", 1.0)
    assert wall.slides[0].beside.bars[0].value_text == "50\N{NO-BREAK SPACE}%"
    assert told(wall) == [("Ada", "won a deal", "+100")]


# --- news ----------------------------------------------------------------------------------------


@pytest.fixture
def key(session, cast, look):
    return add_screen((add_board("calls", at=SETTLED), None), at=SETTLED)


def test_the_three_newest_are_told_the_latest_first(look, cast, key):
    do(cast.ada, "call", at=AT - timedelta(hours=2))
    do(cast.ben, "call", at=AT - timedelta(minutes=6))
    do(cast.otto, "call", at=AT - timedelta(minutes=2))
    do(cast.ben, "deal-won", at=AT, amount=5000)
    wall = look(key)
    assert told(wall) == [
        ("Ben", "won €50", "+100"),
        ("Otto", "made a call", "+10"),
        ("Ben", "made a call", "+10"),
    ]
    assert [line.age_text for line in wall.lines] == ["", "2 min ago", "6 min ago"]
    assert wall.is_just_now


def test_a_currency_that_is_a_word_is_left_out_of_the_news(look, session, cast, key):
    with scoring.publish(by_id=None, at=SETTLED) as publication:
        organisation = session.scalars(select(Organisation)).one()
        organisation.currency, organisation.language = "IRT", "fa_IR"
        publication.audit("change", "organisation", 1)
    do(cast.ben, "deal-won", at=AT, amount=94_000_000)
    assert plain(told(look(key))[0][1]) == "۹۴ میلیون فروخت"


def test_what_an_entry_completed_is_told_rather_than_the_entry(look, cast, key):
    for minute in range(3):
        do(cast.ada, "call", at=AT + timedelta(minutes=minute))
    name, what, points = told(look(key, at=AT + timedelta(minutes=3)))[0]
    assert (name, points) == ("Ada", "+30")
    assert "Dialer" in what


def test_what_earned_nothing_and_what_was_lost_is_no_news(look, cast, key):
    do(cast.ada, "demo", at=AT, customer="Kestrel Foods")
    assert told(look(key)) == []


def test_imports_late_entries_corrections_and_voids_are_no_news(look, cast, key):
    row = content(cast.ada, "deal-won", day=AT.date(), amount=BIG_DEAL)
    scoring.write_batch([SourceRow("1", row.kind_id, row)], source="crm", by_id=None, at=AT)
    late = content(cast.ada, "call", day=AT.date() - timedelta(days=1))
    scoring.log_activity(late, client_id="late", by_id=cast.ada, at=AT)
    undone = do(cast.ben, "call", at=AT)
    scoring.void_activity(undone.id, by_id=cast.ben, reason="", at=AT)
    wrong = do(cast.otto, "deal-won", at=AT, amount=BIG_DEAL)
    scoring.correct_activity(
        wrong.id, by_id=cast.otto, reason="", at=AT, client_id="again", amount=2 * BIG_DEAL
    )
    wall = look(key)
    assert told(wall) == []
    assert wall.celebrations == ()


def test_an_import_pushes_no_news_out(look, cast, key, session):
    do(cast.ada, "call", at=AT)
    badge_id = session.scalar(select(Badge.id).where(Badge.slug == "dialer"))
    scoring.give_badge(
        cast.ben,
        badge_id=badge_id,
        points=5,
        day=AT.date(),
        client_id="for-the-fair",
        by_id=cast.mona,
        at=AT,
        reason="The fair",
    )
    for day in (AT.date(), AT.date() - timedelta(days=1)):
        row = content(cast.otto, "call", day=day)
        rows = [SourceRow(f"{day}-{n}", row.kind_id, row) for n in range(100)]
        scoring.write_batch(rows, source="crm", by_id=None, at=AT)
    assert {line.name for line in look(key).lines} == {"Ada", "Ben"}
    assert [celebration.name for celebration in look(key).celebrations] == ["Ben"]


def test_what_is_no_news_pushes_none_out(look, cast, key):
    do(cast.ada, "call", at=AT)
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.get_one(Person, cast.otto).hidden_at = AT
        publication.audit("hide", "person", cast.otto)
    for _ in range(70):
        do(cast.ben, "email", at=AT)
        do(cast.otto, "call", at=AT)
    assert [line.name for line in look(key).lines] == ["Ada"]


def test_a_renamed_kind_is_told_by_its_name(look, cast, key, session):
    with scoring.publish(by_id=None, at=SETTLED) as publication:
        kind = session.scalars(select(Kind).where(Kind.slug == "call")).one()
        kind.name = "Visit"
        publication.audit("rename", "kind", kind.id)
    do(cast.ada, "call", at=AT)
    assert told(look(key)) == [("Ada", "visit", "+10")]


# --- celebrations --------------------------------------------------------------------------------


def test_a_big_deal_is_celebrated_with_what_it_did_to_the_teams_goal(look, cast):
    add_goal(cast.north, "revenue", 4 * BIG_DEAL, at=SETTLED)
    do(cast.ben, "deal-won", at=AT - timedelta(hours=1), amount=BIG_DEAL)
    do(cast.ada, "deal-won", at=AT, amount=BIG_DEAL, customer="Kestrel Foods")
    wall = look(add_screen((add_board("revenue", at=SETTLED), "revenue"), at=SETTLED))
    [celebration] = wall.celebrations
    assert (celebration.label, celebration.name, celebration.amount) == (
        "Deal won",
        "Ada",
        "€10,000",
    )
    assert (celebration.points_text, celebration.points_words) == ("+100", "points")
    assert plain(celebration.team_text) == "North, with Kestrel Foods"
    assert plain(celebration.team_bar.text) == "North: 25 % to 50 % of week of 23 Nov"
    assert celebration.team_bar.before == 0.25
    assert celebration.team_bar.left_text == "€20k to go"


def test_a_badge_is_celebrated(look, cast, key):
    for _ in range(3):
        do(cast.ada, "call", at=AT)
    [celebration] = look(key).celebrations
    assert (celebration.label, celebration.icon, celebration.tier) == ("Badge earned", "phone", 1)
    assert plain(celebration.points_words) == "points, and “Dialer”"


def test_a_badge_given_by_hand_is_celebrated(look, cast, key, session):
    badge_id = session.scalar(select(Badge.id).where(Badge.slug == "big-fish"))
    scoring.give_badge(
        cast.ben,
        badge_id=badge_id,
        points=0,
        day=AT.date(),
        client_id="big-fish",
        by_id=cast.mona,
        at=AT,
        reason="For the fair",
    )
    [celebration] = look(key).celebrations
    assert (celebration.name, celebration.icon, celebration.points_text) == ("Ben", "gem", "")


def test_a_deal_below_the_limit_is_not_celebrated(look, cast, key):
    do(cast.ada, "deal-won", at=AT, amount=BIG_DEAL - 1)
    assert look(key).celebrations == ()


def test_a_celebration_is_for_its_moment(look, cast, key):
    do(cast.ada, "deal-won", at=AT, amount=BIG_DEAL)
    assert len(look(key, at=AT + timedelta(seconds=30)).celebrations) == 1
    assert look(key, at=AT + timedelta(minutes=2)).celebrations == ()


def test_what_is_celebrated_has_a_name_for_good(look, cast, key):
    do(cast.ada, "deal-won", at=AT, amount=BIG_DEAL)
    first = look(key).celebrations[0].key
    do(cast.ben, "call", at=AT)
    assert look(key, at=AT + timedelta(seconds=20)).celebrations[0].key == first


# --- language and clock --------------------------------------------------------------------------


def test_a_screen_speaks_its_own_language(look, cast, session):
    do(cast.ada, "call", at=AT)
    board = add_board("calls", at=SETTLED)
    wall = look(add_screen((board, None), at=SETTLED, language="fa_IR"))
    assert wall.clock == "۹:۰۰"
    assert wall.slides[0].rows[0].value_text == "۱"
    assert wall.digits == "۰۱۲۳۴۵۶۷۸۹"


def test_the_clock_is_the_organisations(look, cast, key, session):
    with scoring.publish(by_id=None, at=AT) as publication:
        session.scalars(select(Organisation)).one().timezone = "Asia/Tehran"
        publication.audit("change", "organisation", 1)
    wall = look(key)
    assert (wall.clock, wall.offset, wall.date_text) == ("12:30", 210, "Wed 25 Nov")


def plain(text):
    """Without the marks that isolate a name's direction."""
    marks = ("\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")
    for mark in marks:
        text = text.replace(mark, "")
    return text.replace("\N{NO-BREAK SPACE}", " ")
