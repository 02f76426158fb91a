"""Targets that are a change against an earlier period.

Revision: 0014, after 0013. Made: 2026-11-30 21:50:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("goal") as batch_op:
        batch_op.add_column(sa.Column("against", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("baseline_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("baseline_until", sa.Date(), nullable=True))
    with op.batch_alter_table("goal_version") as batch_op:
        batch_op.add_column(sa.Column("change", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("goal_version") as batch_op:
        batch_op.drop_column("change")
    with op.batch_alter_table("goal") as batch_op:
        batch_op.drop_column("baseline_until")
        batch_op.drop_column("baseline_since")
        batch_op.drop_column("against")
