"""Count the entries with a known profit, with an amount and with minutes.

Revision: 0006, after 0005. Made: 2026-11-29 10:20:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ("profits", "priced", "lasting")


def upgrade() -> None:
    with op.batch_alter_table("total") as table:
        for name in COLUMNS:
            table.add_column(sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("total") as table:
        for name in COLUMNS:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("total") as table:
        for name in COLUMNS:
            table.drop_column(name)
