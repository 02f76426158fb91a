"""SECURITY 9: names are what they look like, and there are no built-in accounts."""

import pytest
from sqlalchemy import func, select

from leaderboard import publishing, scoring
from leaderboard.clock import now
from leaderboard.locale import clean_name
from leaderboard.models import Person, Role
from leaderboard.publishing import founding

LOOKALIKES = ["ADA", "A\u200bda", "\u202eada", " Ada ", "Ａｄａ", "A\u00adda", "\ufeffAda"]


@pytest.mark.parametrize("name", LOOKALIKES)
def test_security_09_a_name_that_looks_like_anothers_is_refused(cast, session, name):
    newcomer = publishing.Newcomer(name, "new@example.com", Role.REP, None, now().date())
    with (
        pytest.raises(publishing.Refused) as refusal,
        scoring.publish(by_id=None, at=now()) as publication,
    ):
        publishing.hire(publication, newcomer)
    assert (refusal.value.field, refusal.value.reason) == ("name", "taken")


@pytest.mark.parametrize("name", ["Zoë\u200b", "\u2067Zoë\u2069", "  Zoë\t", "Zoe\u0308"])
def test_security_09_names_are_kept_without_what_cannot_be_seen(name):
    assert clean_name(name) == "Zoë"


def test_security_09_a_new_installation_has_one_admin_without_a_password(empty_app):
    with empty_app.app_context():
        assert count_people() == 0
        charter = founding.Charter(name="New")
        founding.found(charter, admin_name="Una", admin_email="una@new.example", at=now())
        assert count_people() == 1
        una = founding.db.session.scalar(select(Person))
        assert (una.role, una.password_hash) == (Role.ADMIN, None)


def count_people():
    return founding.db.session.scalar(select(func.count()).select_from(Person))


def test_security_09_an_empty_installation_shows_only_the_set_up_page(empty_app):
    client = empty_app.test_client()
    for url in ("/", "/sign-in", "/sessions"):
        answer = client.get(url)
        assert (answer.status_code, answer.location) == (303, "/set-up")
    assert client.get("/healthz").status_code == 200
