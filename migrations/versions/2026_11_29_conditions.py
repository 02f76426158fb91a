"""Rename what a rule asks for to its condition; `settings` are the organisation's.

Revision: 0009, after 0008. Made: 2026-11-29 15:40:00+00:00
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rule_version") as table:
        table.alter_column("settings", new_column_name="condition")


def downgrade() -> None:
    with op.batch_alter_table("rule_version") as table:
        table.alter_column("condition", new_column_name="settings")
