"""Who changes what the whole company shares.

Revision: 0008, after 0007. Made: 2026-11-29 10:20:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(
            sa.Column("company_by", sa.String(length=8), nullable=False, server_default="managers")
        )


def downgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_column("company_by")
