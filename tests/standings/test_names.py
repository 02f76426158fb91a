"""What things are called is read once for a configuration, and never outlives it."""

from sqlalchemy import update

from leaderboard import configuration
from leaderboard.database import write_transaction
from leaderboard.models import Kind
from leaderboard.standings.names import names


def call_name() -> str:
    kinds = names(configuration.current()).kinds.values()
    return next(kind.name for kind in kinds if kind.slug == "call")


def test_an_exchanged_database_brings_its_own_names(session):
    assert call_name() == "Call"
    with write_transaction(session):
        session.execute(update(Kind).where(Kind.slug == "call").values(name="Ring"))
    configuration.forget()
    assert call_name() == "Ring"


def test_names_are_read_once_for_a_configuration(session):
    settings = configuration.current()
    assert names(settings) is names(configuration.current())
