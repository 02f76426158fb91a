"""A correction that changes nothing that counts keeps the place of what it corrects.

Revision: 0005, after 0004. Made: 2026-11-29 10:05:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.add_column(sa.Column("place_id", ID, nullable=True))
        table.create_foreign_key(
            op.f("fk_activity_place_id_activity"), "activity", ["place_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.drop_column("place_id")
