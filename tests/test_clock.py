"""The clock: where a business date begins and ends."""

from datetime import UTC, datetime

import pytest

from leaderboard import clock


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2026-11-02T22:59:59", "Europe/Berlin", "2026-11-02"),
        ("2026-11-02T23:00:00", "Europe/Berlin", "2026-11-03"),
        ("2026-07-02T21:59:59", "Europe/Berlin", "2026-07-02"),
        ("2026-07-02T22:00:00", "Europe/Berlin", "2026-07-03"),
        ("2026-10-25T00:30:00", "Europe/Berlin", "2026-10-25"),  # 02:30 comes twice
        ("2026-10-25T01:30:00", "Europe/Berlin", "2026-10-25"),
        ("2026-11-02T20:29:59", "Asia/Tehran", "2026-11-02"),
        ("2026-11-02T20:30:00", "Asia/Tehran", "2026-11-03"),
        ("2021-07-01T19:30:00", "Asia/Tehran", "2021-07-02"),  # with summer time until 2022
        ("2011-12-30T09:59:59", "Pacific/Apia", "2011-12-29"),
        ("2011-12-30T10:00:00", "Pacific/Apia", "2011-12-31"),  # there was no 30th
    ],
)
def test_a_business_date_is_that_of_the_zone(instant, zone, day):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert clock.business_date(at, zone).isoformat() == day


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC


def test_an_instant_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="zone"):
        clock.local(datetime(2026, 11, 2), "Europe/Berlin")


def test_zones_are_those_that_places_have():
    assert {"Europe/Berlin", "Asia/Tehran", "UTC"} <= clock.zone_names()
    assert not {"EST", "localtime", "Factory"} & clock.zone_names()
