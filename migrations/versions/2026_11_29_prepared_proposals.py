"""Drop a column of proposals that nothing reads.

Revision: 0013, after 0012. Made: 2026-11-29 23:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proposal") as batch_op:
        batch_op.drop_column("is_prepared")


def downgrade() -> None:
    with op.batch_alter_table("proposal") as batch_op:
        batch_op.add_column(
            sa.Column("is_prepared", sa.Boolean(), nullable=False, server_default=sa.false())
        )
