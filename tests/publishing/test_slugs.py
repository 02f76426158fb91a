"""A slug in an address is never one of the address's own words."""

import pytest
from sqlalchemy import select

from leaderboard.models import Badge, Dimension, DimensionValue, Kind, Leaderboard, Metric, Rule
from leaderboard.publishing.slugs import fixed_words, fresh_slug

NOUNS = (Badge, Dimension, DimensionValue, Kind, Leaderboard, Metric, Rule)


def test_a_board_with_the_name_of_a_page_can_be_reached(visitor, cast, session):
    mona = visitor(cast.mona)
    metric_id = session.scalar(select(Metric.id).where(Metric.slug == "calls"))
    fields = {"by": "rep", "period_kind": "week", "ties": "equal", "audience": "everyone"}
    fields |= {"name": "Standings", "metric_id": metric_id, "team_id": "0", "position": "1"}
    assert mona.post("/leaderboards", fields).status_code == 303
    slug = session.scalar(select(Leaderboard.slug).where(Leaderboard.name == "Standings"))
    page = mona.get(f"/boards/{slug}")
    assert page.status_code == 200
    assert "Standings" in page.text


def test_every_word_beside_a_slug_in_an_address_is_fixed(app):
    """Taken from the router itself: no fixed word leads to the page of the slug it looks like."""
    adapter = app.url_map.bind("localhost")
    beside = set()
    for rule in app.url_map.iter_rules():
        parts = rule.rule.split("/")
        if "<slug>" not in parts:
            continue
        start = parts[: parts.index("<slug>")]
        for other in app.url_map.iter_rules():
            word = other.rule.split("/")[len(start) : len(start) + 1]
            if other.rule.split("/")[: len(start)] == start and word and "<" not in word[0]:
                beside.add(word[0])
    assert "standings" in beside
    assert adapter.match("/boards/standings", method="GET")[0] != "boards.show"
    assert beside - fixed_words(app) == set()


@pytest.mark.parametrize("noun", NOUNS)
def test_no_noun_takes_a_fixed_word(app, cast, session, noun):
    words = fixed_words(app)
    assert {"new", "edit", "standings", "gain"} <= words
    for word in words:
        assert fresh_slug(word, noun.slug, noun="thing") not in words


@pytest.mark.parametrize("noun", [Kind, Leaderboard])
def test_no_address_of_a_new_company_is_a_fixed_word(app, cast, session, noun):
    assert not fixed_words(app) & set(session.scalars(select(noun.slug)))
