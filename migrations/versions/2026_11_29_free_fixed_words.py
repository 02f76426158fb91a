"""Give boards that no address leads to another slug: `standings` is a fixed word in addresses.

Revision: 0002, after 0001. Made: 2026-11-29 10:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BOARD = sa.table("leaderboard", sa.column("slug", sa.String))


def upgrade() -> None:
    op.execute(BOARD.update().where(BOARD.c.slug == "standings").values(slug="standings-board"))


def downgrade() -> None:
    """The new slug is as good as the old one."""
