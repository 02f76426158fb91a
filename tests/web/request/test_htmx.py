"""What a finished write answers, with and without htmx."""

from leaderboard.web.request import htmx


def test_a_page_is_led_on_and_a_region_told_to(app):
    with app.test_request_context("/"):
        answer = htmx.go("/today")
        assert (answer.status_code, answer.location) == (303, "/today")
    with app.test_request_context("/", headers={"HX-Request": "true"}):
        answer = htmx.go("/today", "activity-logged")
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/today")
        assert answer.headers["HX-Trigger"] == "activity-logged"


def test_announcements_add_up(app):
    with app.test_request_context("/"):
        answer = htmx.announce(htmx.announce("done", "activity-logged"), "sheet-done")
        assert answer.headers["HX-Trigger"] == "activity-logged, sheet-done"


def test_a_refused_region_is_told_and_not_led_away(cast, visitor):
    assert visitor().get("/sessions", htmx=True).status_code == 401
    assert visitor().get("/sessions").status_code == 303
