"""Call a goal that is no longer pursued dropped, in the audit and in proposals too.

Revision: 0012, after 0011. Made: 2026-11-29 23:10:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

AUDIT = sa.table("audit", sa.column("action", sa.String), sa.column("noun", sa.String))
PROPOSAL = sa.table("proposal", sa.column("use_case", sa.String))


def upgrade() -> None:
    rename(action=("give up", "drop"), use_case=("give up", "drop goal"))


def downgrade() -> None:
    rename(action=("drop", "give up"), use_case=("drop goal", "give up"))


def rename(*, action: tuple[str, str], use_case: tuple[str, str]) -> None:
    of_goals = (AUDIT.c.action == action[0]) & (AUDIT.c.noun == "goal")
    op.execute(AUDIT.update().where(of_goals).values(action=action[1]))
    op.execute(
        PROPOSAL.update().where(PROPOSAL.c.use_case == use_case[0]).values(use_case=use_case[1])
    )
