"""Activities in the browser: logging, undoing, correcting, history and receipts."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from leaderboard import clock, publishing
from leaderboard.extensions import db
from leaderboard.locale import isolate
from leaderboard.models import Activity, DimensionValue, Kind, KindDimension, Void
from leaderboard.publishing import starter
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import (
    NewActivity,
    correct_activity,
    log_activity,
    publish,
    void_activity,
)
from leaderboard.standings.entries import PAGE
from leaderboard.web.activities.answers import won_words

HTMX = {"htmx": True}


def today(days_ago=0):
    return clock.now().date() - timedelta(days=days_ago)


def form(**fields):
    return {"client_id": str(uuid4()), **fields}


def deal(**fields):
    return form(**{"amount": "4,800", "when": "today", **fields})


def entries_of(session, person_id):
    session.rollback()
    hers = db.select(Activity).where(Activity.subject_id == person_id).order_by(Activity.id)
    return session.scalars(hers).all()


def points_of(visit):
    """Today's points as the person reads them."""
    [text] = re.findall(r'class="tag tag-soft"><bdi>(.*?)</bdi>', visit.get("/today").text)
    return text


# --- logging -------------------------------------------------------------------------------------


def test_one_tap_logs_a_call_and_says_so(visitor, cast, rewarded, latest):
    ada = visitor(cast.ada)
    answer = ada.post("/activities/new/call", form())
    assert answer.status_code == 303
    page = ada.get(answer.location).text
    assert "Call saved" in page
    assert "+5" in page
    made = latest()
    assert (made.subject_id, made.logged_by_id, made.occurred_on) == (cast.ada, cast.ada, today())


def test_a_region_gets_the_toast_and_hears_of_it(visitor, cast, rewarded):
    answer = visitor(cast.ada).post("/activities/new/call", form(), **HTMX)
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "activity-logged, sheet-done"
    assert answer.text.strip().startswith('<div id="answer"')
    assert "Undo" in answer.text


def test_a_log_takes_one_connection_and_reads_nothing_after_its_commit(app, visitor, cast):
    ada, taken = visitor(cast.ada), []
    ada.post("/activities/new/call", form(when="today"))
    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", note := lambda *_: taken.append(1))
    try:
        assert ada.post("/activities/new/call", form(when="today")).status_code == 303
    finally:
        event.remove(engine, "checkout", note)
    assert len(taken) == 1


def test_a_form_that_is_the_page_leads_on_when_it_is_saved(visitor, cast, log):
    ada, number = visitor(cast.ada), log(cast.ada, "deal-won", amount=100)
    for path in ("new/deal-won", f"{number}/correct"):
        url = f"/activities/{path}"
        page = {"HX-Current-URL": f"http://localhost{url}?for={cast.ada}"}
        answer = ada.post(url, deal(), headers=page, **HTMX)
        assert re.fullmatch(r"/today\?answer=\d+", answer.headers["HX-Redirect"])
        assert answer.text == ""


def test_the_badge_that_was_won_has_a_card(visitor, cast, rewarded, log):
    log(cast.ada, "call", times=9)
    answer = visitor(cast.ada).post("/activities/new/call", form(), **HTMX).text
    assert 'class="won"' in answer
    assert "Dialer\N{POP DIRECTIONAL ISOLATE}</span> is yours" in answer
    assert "+25" in answer
    assert "10 calls in a day" in answer


def test_several_badges_are_yours(session):
    names = [isolate(name) for name in ("Dialer", "Closer")]
    assert won_words(["Dialer"]) == f"{names[0]} is yours"
    assert won_words(["Dialer", "Closer"]) == f"{names[0]}, {names[1]} are yours"


def test_a_form_sent_twice_is_one_activity_and_gets_the_first_answer(visitor, cast, session):
    ada, sent = visitor(cast.ada), deal()
    first, again = (ada.post("/activities/new/deal-won", sent) for _ in range(2))
    assert (again.status_code, again.location) == (first.status_code, first.location)
    assert len(entries_of(session, cast.ada)) == 1


def test_the_same_form_with_another_amount_is_a_conflict(visitor, cast, session):
    ada, sent = visitor(cast.ada), deal()
    ada.post("/activities/new/deal-won", sent)
    typed = {**sent, "amount": "1", "customer": "Ahlborg AB"}
    for region in (True, False):
        told = ada.post("/activities/new/deal-won", typed, htmx=region)
        assert told.status_code == 409
        assert "already saved" in told.text
        assert 'value="Ahlborg AB"' in told.text
    assert [made.amount for made in entries_of(session, cast.ada)] == [480000]
    [fresh] = re.findall(r'name="client_id"[^>]*value="([^"]+)"', told.text)
    assert ada.post("/activities/new/deal-won", typed | {"client_id": fresh}).status_code == 303
    assert [made.amount for made in entries_of(session, cast.ada)] == [480000, 100]


@pytest.mark.parametrize(("when", "days_ago"), [("today", 1), ("yesterday", 2)])
def test_what_is_sent_again_after_midnight_gets_the_first_answer(
    visitor, cast, session, kinds, when, days_ago
):
    sent = form(when=when, shown_on=today(1).isoformat())
    call = NewActivity(cast.ada, kinds["call"], today(days_ago))
    log_activity(call, client_id=sent["client_id"], by_id=cast.ada, at=yesterday())
    [first] = [entry.id for entry in entries_of(session, cast.ada)]
    again = visitor(cast.ada).post("/activities/new/call", sent)
    assert (again.status_code, again.location) == (303, f"/activities/{first}")
    assert [entry.id for entry in entries_of(session, cast.ada)] == [first]


@pytest.mark.parametrize("change", [{"note": "more"}, {"when": "other"}])
def test_after_midnight_another_body_is_a_conflict_still(visitor, cast, session, kinds, change):
    sent = form(when="today", shown_on=today(1).isoformat())
    call = NewActivity(cast.ada, kinds["call"], today(1))
    log_activity(call, client_id=sent["client_id"], by_id=cast.ada, at=yesterday())
    answer = visitor(cast.ada).post(
        "/activities/new/call", sent | {"other_day": today().isoformat()} | change
    )
    assert answer.status_code == 409
    assert len(entries_of(session, cast.ada)) == 1


def yesterday():
    return clock.now() - timedelta(days=1)


def test_a_deal_of_nothing_can_be_logged_and_corrected(visitor, cast, session):
    ada = visitor(cast.ada)
    assert ada.post("/activities/new/deal-won", deal(amount="0")).status_code == 303
    [made] = entries_of(session, cast.ada)
    assert made.amount == 0
    assert re.search(r'name="amount"[^>]*value="0"', ada.get(f"/activities/{made.id}/correct").text)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("2.5k", 250_000), ("۱۲ هزار", 1_200_000), ("۱ میلیون و ۵۰۰ هزار €", 150_000_000)],
)
def test_sums_may_be_typed_in_thousands_and_millions(visitor, cast, session, typed, amount):
    assert visitor(cast.ada).post("/activities/new/deal-won", deal(amount=typed)).status_code == 303
    assert [made.amount for made in entries_of(session, cast.ada)] == [amount]


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(visitor, cast, session):
    answer = visitor(cast.ada).post(
        "/activities/new/deal-won", deal(amount="", customer="Ahlborg AB", note="by phone")
    )
    assert answer.status_code == 422
    assert 'id="amount-error"' in answer.text
    assert "This is empty." in answer.text
    assert 'value="Ahlborg AB"' in answer.text
    assert "by phone</textarea>" in answer.text
    assert entries_of(session, cast.ada) == []


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"amount": "a lot"}, "amount", "Write it in digits"),
        ({"amount": "$5"}, "amount", "Wrong currency: dollar instead of euro."),
        ({"days": "few"}, "days", "Write it in digits, for example 3."),
        ({"amount": "-5"}, "amount", "below zero"),
        ({"amount": "9" * 30}, "amount", "too large"),
        ({"amount": "1.234"}, "amount", "too many decimal places"),
        ({"days": "-1"}, "days", "below zero"),
        ({"days": "40000"}, "days", "too large"),
        ({"when": "other", "other_day": "2999-01-01"}, "other_day", "out of range"),
        ({"when": "other", "other_day": "soon"}, "other_day", "Write the date like"),
        ({"when": "other", "other_day": ""}, "other_day", "Which day was it?"),
        ({"customer": "x" * 121}, "customer", "120"),
    ],
)
def test_bad_input_gets_a_sentence_and_stays_in_its_field(
    visitor, cast, session, fields, field, sentence
):
    answer = visitor(cast.ada).post("/activities/new/deal-won", deal(**fields))
    assert answer.status_code == 422
    error = re.search(f'id="{field}-error">(.*?)</p>', answer.text, re.DOTALL)
    assert error
    assert sentence in error[1]
    assert not fields.get(field) or f'value="{fields[field]}"' in answer.text
    assert entries_of(session, cast.ada) == []


@pytest.mark.parametrize(
    # A form of the hour before midnight still counts for one day more.
    ("days_ago", "sentence"),
    [(-1, "has not come yet"), (9, "Ask your manager")],
)
def test_a_day_outside_the_window_is_refused(visitor, cast, session, days_ago, sentence):
    sent = form(when="other", other_day=today(days_ago).isoformat())
    answer = visitor(cast.ada).post("/activities/new/call", sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert entries_of(session, cast.ada) == []


def test_nobody_works_longer_than_a_month_in_one_entry(visitor, cast, session):
    ada, url = visitor(cast.ada), "/activities/new/working-time"
    asked = dict(re.findall(r'name="(dimension-\d+)"[^>]* value="(\d+)"', ada.get(url).text))
    answer = ada.post(url, form(minutes="44641", when="today", **asked))
    assert answer.status_code == 422
    assert "too large" in re.search(r'id="minutes-error">(.*?)</p>', answer.text, re.DOTALL)[1]
    assert entries_of(session, cast.ada) == []


def test_minutes_are_typed_as_they_are_shown(visitor, cast, session):
    ada, url = visitor(cast.ada), "/activities/new/working-time"
    asked = dict(re.findall(r'name="(dimension-\d+)"[^>]* value="(\d+)"', ada.get(url).text))
    for typed in ("2:05", "۲:۰۵", "125"):
        ada.post(url, form(minutes=typed, when="today", **asked))
    assert [entry.minutes for entry in entries_of(session, cast.ada)] == [125] * 3
    assert ada.post(url, form(minutes="2:75", when="today", **asked)).status_code == 422


def test_yesterday_and_other_days_within_the_window_are_kept_as_such(visitor, cast, session):
    ada = visitor(cast.ada)
    ada.post("/activities/new/call", form(when="yesterday"))
    ada.post("/activities/new/call", form(when="other", other_day=today(7).isoformat()))
    days = [made.occurred_on for made in entries_of(session, cast.ada)]
    assert days == [today(1), today(7)]


def test_persian_digits_are_numbers(visitor, cast, latest):
    sent = deal(amount="۴٬۸۰۰٫۵۰", quantity="۳", customer="  شركت  پارس ")
    assert visitor(cast.ada).post("/activities/new/deal-won", sent).status_code == 303
    made = latest()
    assert (made.amount, made.quantity) == (480050, 3)
    assert (made.customer, made.customer_key) == ("شركت پارس", "شرکت پارس")


def test_dimensions_are_chosen_from_their_own_values(visitor, cast, session, kinds, latest):
    values = {v.slug: v for v in session.scalars(db.select(DimensionValue))}
    upsell, price = values["upsell"], values["price"]
    ada, name = visitor(cast.ada), f"dimension-{upsell.dimension_id}"
    ids = str(upsell.id), str(price.id)
    session.rollback()
    assert ada.post("/activities/new/deal-won", deal(**{name: ids[1]})).status_code == 422
    assert ada.post("/activities/new/deal-won", deal(**{name: ids[0]})).status_code == 303
    assert latest().cut_id != 0


@pytest.mark.parametrize("made_up", ["nonsense", "-1", "9" * 31])
def test_a_made_up_value_of_a_dimension_is_refused(visitor, cast, session, made_up):
    found = session.scalar(db.select(DimensionValue).where(DimensionValue.slug == "upsell"))
    name = f"dimension-{found.dimension_id}"
    session.rollback()
    ada, sent = visitor(cast.ada), deal(**{name: made_up})
    answer = ada.post("/activities/new/deal-won", sent)
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert 'value="4,800"' in answer.text
    assert ada.get("/activities/new/deal-won/gain", query_string=sent).status_code == 200
    assert entries_of(session, cast.ada) == []


@pytest.mark.parametrize("nobody", ["", "nobody", "-1", "9" * 31])
def test_whoever_an_address_cannot_mean_is_not_there(visitor, cast, session, nobody):
    iris, asked = visitor(cast.iris), {"for": nobody}
    for path in ("", "/new", "/new/call"):
        assert iris.get(f"/activities{path}", query_string=asked).status_code == 404
    answer = iris.post("/activities/new/call", form(reason="x"), query_string=asked)
    assert answer.status_code == 404
    assert entries_of(session, cast.iris) == []


def test_what_need_not_be_said_can_be_said_and_taken_back(visitor, cast, session, latest):
    upsell = session.scalars(db.select(DimensionValue).where(DimensionValue.slug == "upsell")).one()
    ada, name, chosen = visitor(cast.ada), f"dimension-{upsell.dimension_id}", str(upsell.id)
    session.rollback()
    page = ada.get("/activities/new/deal-won")
    assert checked(page, name) == [""]
    assert re.search(rf'name="{name}"[^>]*value=""', page.text)
    ada.post("/activities/new/deal-won", deal(**{name: chosen}))
    url = f"/activities/{latest().id}/correct"
    assert checked(ada.get(url), name) == [chosen]
    assert ada.post(url, deal(**{name: ""})).status_code == 303
    assert latest().cut_id == 0
    assert checked(ada.get(f"/activities/{latest().id}/correct"), name) == [""]


def test_what_must_be_said_offers_no_way_around_it(visitor, cast, session, kinds):
    with publish(by_id=None, at=clock.now()) as publication:
        db.session.execute(db.update(KindDimension).values(is_required=True))
        publication.audit("change_dimensions", "kind", kinds["deal-won"])
    ada, asked = visitor(cast.ada), session.scalars(db.select(KindDimension)).all()
    [dimension_id] = [row.dimension_id for row in asked if row.kind_id == kinds["deal-won"]]
    session.rollback()
    page, name = ada.get("/activities/new/deal-won"), f"dimension-{dimension_id}"
    assert f'name="{name}"' in page.text
    assert checked(page, name) == []
    assert not re.search(rf'name="{name}"[^>]*value=""', page.text)
    assert ada.post("/activities/new/deal-won", deal(**{name: ""})).status_code == 422


def checked(page, name):
    """What is chosen among the radio buttons with a name."""
    buttons = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page.text)
    assert buttons
    return [re.search('value="(.*?)"', one)[1] for one in buttons if "checked" in one]


def test_security_03_nobody_writes_what_decides_their_own_outcome(visitor, cast, latest):
    sneaky = {"subject_id": cast.ben, "points": "999", "team_id": "0", "logged_by_id": cast.ben}
    visitor(cast.ada).post("/activities/new/call", form(**sneaky, occurred_on="2020-01-01"))
    made = latest()
    assert (made.subject_id, made.logged_by_id, made.team_id) == (cast.ada, cast.ada, cast.north)
    assert made.occurred_on == today()


def test_an_unknown_kind_is_not_there(visitor, cast):
    ada = visitor(cast.ada)
    assert ada.get("/activities/new/nonsense").status_code == 404
    assert ada.post("/activities/new/nonsense", form()).status_code == 404


def test_a_retired_kind_is_not_there_any_more(visitor, cast, session, kinds):
    with publish(by_id=None, at=clock.now()) as publication:
        db.session.get_one(Kind, kinds["call"]).retired_at = clock.now()
        publication.audit("retire", "kind", kinds["call"])
    assert visitor(cast.ada).post("/activities/new/call", form()).status_code == 404
    assert "/activities/new/call" not in visitor(cast.ada).get("/today").text


@pytest.mark.parametrize("sent", [{}, {"client_id": "short"}, {"client_id": "x" * 65}])
def test_a_form_that_no_page_made_is_not_read(visitor, cast, session, sent):
    assert visitor(cast.ada).post("/activities/new/call", sent).status_code == 400
    assert entries_of(session, cast.ada) == []


def test_looking_writes_nothing(visitor, cast, session):
    ada = visitor(cast.ada)
    for path in ("", "/new", "/new/call", "/new/deal-won", "/new/deal-won/gain?amount=5"):
        assert ada.get(f"/activities{path}").status_code == 200
    assert entries_of(session, cast.ada) == []


# --- what an entry would bring -------------------------------------------------------------------


def gain(visit, slug, **fields):
    return visit.get(f"/activities/new/{slug}/gain", query_string=fields).text


def test_the_form_tells_what_the_entry_will_bring(visitor, cast, rewarded, log):
    ada = visitor(cast.ada)
    assert "+15" in gain(ada, "meeting")
    log(cast.ada, "call", times=9)
    told = gain(ada, "call")
    assert "+25" in told
    assert "10 calls in a day" in told
    assert "Dialer" in told


def test_the_form_tells_of_two_badges_in_the_plural(visitor, cast, rewarded, log):
    tenth = {
        "slug": "tenth-call",
        "name": {"en": "The tenth call"},
        "trigger": "reach",
        "kind": "call",
        "target": 10,
        "window": "day",
        "points": 1,
        "badge": "closer",
    }
    load_rules(starter.rules() | {"rule": [tenth]}, at=clock.now(), since=today())
    ada = visitor(cast.ada)
    log(cast.ada, "call", times=9)
    told = gain(ada, "call")
    assert "with the badges" in told
    assert "with the badge " not in told


def test_a_sum_is_told_in_words_under_its_own_field(visitor, cast, rewarded):
    ada = visitor(cast.ada)
    form = ada.get("/activities/new/deal-won").text
    assert form.index('name="amount"') < form.index('id="words-amount"') < form.index('name="when"')
    refused = ada.post(
        "/activities/new/deal-won", {"amount": "150k", "when": "other", "client_id": "a" * 8}
    )
    assert "150 thousand" in refused.text.partition('id="words-amount"')[2].partition("</p>")[0]


def test_nothing_is_promised_that_is_not_certain(visitor, cast, rewarded, log):
    ada = visitor(cast.ada)
    assert "+100" in gain(ada, "deal-won", amount="100")
    assert "+" not in gain(ada, "deal-won", amount="")
    assert "+" not in gain(ada, "deal-won", amount="much")
    assert "+" not in gain(ada, "call", when="other", other_day="2999-01-01")
    log(cast.ada, "call")
    assert "+" not in gain(ada, "call", when="yesterday")


# --- for others ----------------------------------------------------------------------------------


def test_a_manager_logs_for_the_team_and_says_why(visitor, cast, latest):
    mona, url = visitor(cast.mona), f"/activities/new/call?for={cast.ada}"
    assert mona.post(url, form()).status_code == 422
    assert mona.post(url, form(reason="Her phone was broken")).status_code == 303
    made = latest()
    assert (made.subject_id, made.logged_by_id) == (cast.ada, cast.mona)
    assert made.note == "Her phone was broken"


def test_why_somebody_else_logged_it_is_called_that(visitor, cast, latest):
    mona = visitor(cast.mona)
    mona.post(f"/activities/new/call?for={cast.ada}", form(reason="Her phone was broken"))
    by_other = latest().id
    mona.post("/activities/new/call", form(note="Rang twice"))
    own = latest().id
    page = visitor(cast.ada).get(f"/activities/{by_other}").text
    assert re.search(r"Logged because</dt>\s*<dd>.{0,9}Her phone was broken", page)
    assert "Note" not in page
    page = mona.get(f"/activities/{own}").text
    assert re.search(r"Note</dt>\s*<dd>.{0,9}Rang twice", page)


def test_a_manager_may_log_what_is_too_late_for_a_rep(visitor, cast, latest):
    sent = form(reason="Found it in the diary", when="other", other_day=today(40).isoformat())
    visitor(cast.mona).post(f"/activities/new/call?for={cast.ada}", sent)
    assert latest().occurred_on == today(40)


@pytest.mark.parametrize("who", ["ben", "otto", "olga"])
def test_security_02_nobody_else_logs_for_ada(visitor, cast, session, who):
    visit, url = visitor(getattr(cast, who)), f"/activities/new/call?for={cast.ada}"
    assert visit.get(url).status_code == 403
    assert visit.post(url, form(reason="me too")).status_code == 403
    assert entries_of(session, cast.ada) == []


def test_nothing_is_logged_for_whoever_left(visitor, cast, session):
    with publish(by_id=cast.iris, at=clock.now() - timedelta(days=1)) as publication:
        publishing.deactivate(publication, cast.ada)
    url = f"/activities/new/call?for={cast.ada}"
    answer = visitor(cast.iris).post(url, form(reason="late"))
    assert answer.status_code == 422
    assert "no longer work here" in answer.text


def test_security_02_a_teams_cost_is_for_its_manager(visitor, cast, latest):
    assert visitor(cast.ada).get("/activities/new/cost").status_code == 403
    assert visitor(cast.olga).get(f"/activities/new/cost?for={cast.north}").status_code == 403
    sent = form(amount="1200", reason="Trade fair")
    assert visitor(cast.mona).post("/activities/new/cost", sent).status_code == 303
    assert (latest().subject_id, latest().amount) == (cast.north, 120000)


# --- undoing -------------------------------------------------------------------------------------


def test_undo_takes_the_points_back_and_both_lines_stay(visitor, cast, rewarded, latest):
    ada = visitor(cast.ada)
    ada.post("/activities/new/call", form())
    answer = ada.post(f"/activities/{latest().id}/void")
    page = ada.get(answer.location).text
    assert "Call undone" in page
    assert points_of(ada) == "0"
    assert ">+5<" in page
    assert ">−5<" in page


def test_log_and_undo_as_often_as_you_like_nets_what_one_log_nets(
    visitor, cast, rewarded, log, latest
):
    log(cast.ada, "call", times=9)
    ada = visitor(cast.ada)
    assert points_of(ada) == "+45"
    for _ in range(3):
        ada.post("/activities/new/call", form())
        assert points_of(ada) == "+70"
        ada.post(f"/activities/{latest().id}/void")
        assert points_of(ada) == "+45"


def test_undoing_twice_is_undoing_once(visitor, cast, session, log):
    number, ada = log(cast.ada, "call"), visitor(cast.ada)
    first, again = (ada.post(f"/activities/{number}/void") for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert len(session.scalars(db.select(Void)).all()) == 1


def test_undo_in_a_region_answers_with_a_toast(visitor, cast, log):
    answer = visitor(cast.ada).post(f"/activities/{log(cast.ada, 'call')}/void", **HTMX)
    assert "Call undone" in answer.text
    assert "activity-logged" in answer.headers["HX-Trigger"]


@pytest.mark.parametrize("who", ["ben", "otto", "olga"])
def test_security_02_nobody_else_undoes_or_corrects_adas_entries(visitor, cast, session, log, who):
    number, visit = log(cast.ada, "call"), visitor(getattr(cast, who))
    for path in ("", "/correct", "/void"):
        assert visit.get(f"/activities/{number}{path}").status_code == 403
    for path in ("/correct", "/void"):
        assert visit.post(f"/activities/{number}{path}", form(reason="x")).status_code == 403
    assert session.scalars(db.select(Void)).all() == []


def test_a_manager_undoes_with_a_reason_that_the_rep_can_read(visitor, cast, session, log):
    number, mona = log(cast.ada, "call"), visitor(cast.mona)
    assert mona.post(f"/activities/{number}/void").status_code == 422
    mona.post(f"/activities/{number}/void", {"reason": "Logged twice"})
    [void] = session.scalars(db.select(Void))
    assert (void.by_id, void.reason) == (cast.mona, "Logged twice")
    page = visitor(cast.ada).get(f"/activities/{number}").text
    assert "Logged twice" in page
    assert "Mona" in page


def test_after_the_late_window_only_a_manager_changes_an_entry(visitor, cast, session, kinds):
    number = log_activity(
        NewActivity(cast.ada, kinds["call"], today(9)),
        client_id="long ago",
        by_id=cast.ada,
        at=clock.now() - timedelta(minutes=1),
        is_late_allowed=True,
    ).activity.id
    ada = visitor(cast.ada)
    assert "Undo" not in ada.get(f"/activities/{number}").text
    assert ada.post(f"/activities/{number}/void").status_code == 403
    assert ada.get(f"/activities/{number}/correct").status_code == 403
    sent = {"reason": "It was a wrong number"}
    assert visitor(cast.mona).post(f"/activities/{number}/void", sent).status_code == 303


def test_what_is_not_there_cannot_be_opened(visitor, cast):
    for path in ("", "/correct", "/void"):
        assert visitor(cast.ada).get(f"/activities/999{path}").status_code == 404


# --- correcting ----------------------------------------------------------------------------------


def test_a_correction_replaces_the_entry_and_its_points_follow(
    visitor, cast, rewarded, session, log, latest
):
    number = log(cast.ada, "deal-won", amount=480000, customer="Ahlborg AB")
    ada = visitor(cast.ada)
    page = ada.get(f"/activities/{number}/correct").text
    assert 'value="4,800"' in page
    assert 'value="Ahlborg AB"' in page
    sent = deal(amount="5,200", customer="Ahlborg AB", when="yesterday")
    answer = ada.post(f"/activities/{number}/correct", sent)
    made = latest()
    assert (made.corrects_id, made.amount, made.occurred_on) == (number, 520000, today(1))
    assert [void.activity_id for void in session.scalars(db.select(Void))] == [number]
    assert f"/activities/{made.id}" in answer.location
    assert points_of(ada) == "0"


def test_a_correction_keeps_what_is_asked_no_more(visitor, cast, kinds, session, log, latest):
    new_deal = session.scalar(db.select(DimensionValue.id).where(DimensionValue.slug == "new"))
    told = {"amount": 480000, "customer": "Ahlborg AB", "value_ids": frozenset({new_deal})}
    number = log(cast.ada, "deal-won", **told)
    before = latest()
    ask(kinds["deal-won"], {"quantity": "optional"})
    sent = form(quantity="2", when="yesterday")
    assert visitor(cast.ada).post(f"/activities/{number}/correct", sent).status_code == 303
    made = latest()
    assert (made.corrects_id, made.quantity, made.occurred_on) == (number, 2, today(1))
    assert (made.amount, made.customer, made.cut_id) == (480000, "Ahlborg AB", before.cut_id)


def ask(kind_id, asks):
    """Let a kind ask for this and no other dimension, and let nobody log it any more."""
    with publish(by_id=None, at=clock.now()) as publication:
        kind = db.session.get_one(Kind, kind_id)
        kind.asks, kind.retired_at = asks, publication.at
        db.session.execute(db.delete(KindDimension).where(KindDimension.kind_id == kind_id))
        publication.audit("change", "kind", kind_id)


def test_a_correction_sent_twice_is_one(visitor, cast, session, log):
    number, sent = log(cast.ada, "deal-won", amount=100), deal()
    ada = visitor(cast.ada)
    first, again = (ada.post(f"/activities/{number}/correct", sent) for _ in range(2))
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert len(entries_of(session, cast.ada)) == 2


def test_a_correction_sent_again_after_midnight_is_one(visitor, cast, session, log):
    number = log(cast.ada, "deal-won", amount=100, days_ago=1)
    sent = deal(amount="5", shown_on=today(1).isoformat())
    correct_activity(
        number,
        by_id=cast.ada,
        reason="",
        at=yesterday(),
        client_id=sent["client_id"],
        amount=500,
    )
    answer = visitor(cast.ada).post(f"/activities/{number}/correct", sent)
    made = entries_of(session, cast.ada)
    assert (answer.status_code, answer.location) == (303, f"/activities/{made[-1].id}")
    assert len(made) == 2


def test_a_bad_correction_changes_nothing(visitor, cast, session, log):
    number = log(cast.ada, "deal-won", amount=100)
    answer = visitor(cast.ada).post(f"/activities/{number}/correct", deal(amount="-1"))
    assert answer.status_code == 422
    assert 'value="-1"' in answer.text
    assert len(entries_of(session, cast.ada)) == 1


def test_whoever_corrects_what_was_undone_meanwhile_is_told(visitor, cast, session, log):
    number = log(cast.ada, "deal-won", amount=100)
    void_activity(number, by_id=cast.mona, reason="x", at=clock.now())
    sent = deal(customer="Ahlborg AB")
    answer = visitor(cast.ada).post(f"/activities/{number}/correct", sent)
    assert answer.status_code == 409
    assert "nothing left to correct" in answer.text
    assert 'value="Ahlborg AB"' in answer.text
    assert len(entries_of(session, cast.ada)) == 1


def test_a_manager_corrects_with_a_reason(visitor, cast, session, log, latest):
    number, mona = log(cast.ada, "deal-won", amount=100), visitor(cast.mona)
    assert mona.post(f"/activities/{number}/correct", deal()).status_code == 422
    sent = deal(reason="The contract says so", note="see contract")
    assert mona.post(f"/activities/{number}/correct", sent).status_code == 303
    assert (latest().subject_id, latest().note) == (cast.ada, "see contract")
    assert session.scalars(db.select(Void.reason)).all() == ["The contract says so"]


# --- history and receipts ------------------------------------------------------------------------


def test_the_pages_of_a_history_are_the_whole_history_once(visitor, cast, session, log):
    for days_ago in range(5):
        log(cast.ada, "call", times=PAGE // 2, days_ago=days_ago)
    ada, seen, url, pages = visitor(cast.ada), [], "/activities", []
    while url:
        page = ada.get(url).text
        pages.append(numbers_on(page))
        seen += numbers_on(page)
        older = re.findall(r'href="([^"]*before=[^"]*)"', page)
        url = older[0].replace("&amp;", "&") if older else None
    assert len(seen) == len(set(seen)) == len(entries_of(session, cast.ada)) == 5 * (PAGE // 2)
    newer = re.findall(r'href="([^"]*after=[^"]*)"', page)
    assert numbers_on(ada.get(newer[0]).text) == pages[-2]


def numbers_on(page):
    return [int(number) for number in re.findall(r'href="/activities/(\d+)"', page)]


def test_security_02_a_history_is_for_its_owner_and_their_manager(visitor, cast, log):
    log(cast.ada, "call", customer="Ahlborg AB")
    assert "Ahlborg AB" in visitor(cast.ada).get("/activities").text
    assert "Ahlborg AB" in visitor(cast.mona).get(f"/activities?for={cast.ada}").text
    for somebody in (cast.ben, cast.otto, cast.olga):
        assert visitor(somebody).get(f"/activities?for={cast.ada}").status_code == 403
        assert "Ahlborg AB" not in visitor(somebody).get("/activities").text


def test_a_receipt_names_rule_and_version(visitor, cast, rewarded, log):
    log(cast.ada, "call", times=9)
    page = visitor(cast.ada).get(f"/activities/{log(cast.ada, 'call')}").text
    assert "10 calls in a day" in page
    assert "Ten calls in a day" in page
    assert "version 1" in page
    assert "+25" in page


def test_what_paid_nothing_says_why_and_what_comes_next(visitor, cast, rewarded, log):
    number = log(cast.ada, "call", times=31)
    page = visitor(cast.ada).get(f"/activities/{number}").text
    assert "at most 30 times a day" in page
    first = log(cast.ben, "call")
    assert "Next: 9 calls to go, +20" in visitor(cast.ben).get(f"/activities/{first}").text
    lead = log(cast.ben, "qualified-lead")
    assert "No rule rewards this yet" in visitor(cast.ben).get(f"/activities/{lead}").text


def test_hostile_names_stay_text(visitor, cast, rewarded):
    ada, name = visitor(cast.ada), "<script>alert(1)</script>"
    ada.post("/activities/new/call", form(customer=name, note=name))
    for path in ("/today", "/activities", "/me"):
        page = ada.get(path).text
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in ada.get("/today").text


def test_a_manager_finds_by_name_for_whom_to_log(visitor, cast):
    mona = visitor(cast.mona)
    assert "For somebody else" in mona.get("/activities/new").text
    assert "For somebody else" not in visitor(cast.ada).get("/activities/new").text
    region = mona.get("/activities/colleagues?q=a")
    assert region.text.strip() in mona.get("/activities/new?q=a").text
    assert f'href="/activities/new?for={cast.ada}"' in region.text
    assert "Otto" not in mona.get("/activities/colleagues?q=o").text
    assert visitor(cast.ada).get("/activities/colleagues?q=b").status_code == 403
