"""The only module that reads the clock, and how an instant reads in somebody's zone."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


def now() -> datetime:
    """The current instant, in UTC with its zone. Whatever depends on time takes it as its argument
    `at`."""
    return datetime.now(UTC)


@lru_cache(maxsize=1024)
def business_date(instant: datetime, zone: str) -> date:
    """The date in this zone at this instant."""
    return local(instant, zone).date()


def local(instant: datetime, zone: str) -> datetime:
    """The same instant in this zone's local time; an instant without a zone is a mistake."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(ZoneInfo(zone))


def offset(instant: datetime, zone: str) -> int:
    """How far the zone is ahead of UTC at this instant, in minutes."""
    ahead = local(instant, zone).utcoffset() or timedelta()
    return int(ahead.total_seconds() // 60)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every valid name of a time zone."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")
