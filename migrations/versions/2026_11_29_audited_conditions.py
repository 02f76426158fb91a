"""Rename a rule's condition in the audit of its changes too.

Revision: 0010, after 0009. Made: 2026-11-29 15:41:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AUDIT = sa.table(
    "audit",
    sa.column("id", sa.BigInteger),
    sa.column("noun", sa.String),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
)


def upgrade() -> None:
    rename("settings", "condition")


def downgrade() -> None:
    rename("condition", "settings")


def rename(old: str, new: str) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(AUDIT).where(AUDIT.c.noun == "rule")).all()
    for row in rows:
        sides = {
            side: {new if name == old else name: value for name, value in said.items()}
            for side, said in (("before", row.before), ("after", row.after))
        }
        if sides != {"before": row.before, "after": row.after}:
            connection.execute(AUDIT.update().where(AUDIT.c.id == row.id).values(sides))
