"""The cuts that a transaction makes, and their keys."""

from collections.abc import Collection

from leaderboard.extensions import db


def new_cuts() -> dict[int, frozenset[int]]:
    """The cuts made in this transaction. It may yet be rolled back and its ids be given to other
    cuts, so nobody keeps these."""
    transaction = db.session().get_transaction()
    made_in, cuts = db.session.info.get("new_cuts", (None, {}))
    if made_in is not transaction:
        cuts = {}
        db.session.info["new_cuts"] = (transaction, cuts)
    return cuts


def cut_key(value_ids: Collection[int]) -> str:
    """The key of the cut of these values."""
    return ",".join(str(value_id) for value_id in sorted(value_ids))
