"""The only reader of the clock, and what an instant is called where somebody lives."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


def now() -> datetime:
    """This instant, aware, in UTC. What depends on time takes it as its argument `at`."""
    return datetime.now(UTC)


@lru_cache(maxsize=1024)
def business_date(instant: datetime, zone: str) -> date:
    """The date on the wall calendar of this zone at this instant."""
    return local(instant, zone).date()


def local(instant: datetime, zone: str) -> datetime:
    """The same instant on the wall clock of this zone; an instant without a zone is a mistake."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every name that a time zone may be set to."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")
