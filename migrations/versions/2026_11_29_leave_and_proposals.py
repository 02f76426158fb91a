"""Leave over several days, personal working weeks, and changes shown before they are saved.

Revision: 0003, after 0002. Made: 2026-11-29 10:20:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(
            sa.Column("country", sa.String(length=2), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("leave_by", sa.String(length=8), nullable=False, server_default="asked")
        )
    op.create_table(
        "person_week",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_week_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "since", name=op.f("pk_person_week")),
    )
    op.create_table(
        "absence",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", BIG_ID, nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last >= first", name=op.f("ck_absence_ends_after_its_start")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_absence_asked_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("use_case", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("is_prepared", sa.Boolean(), nullable=False),
        sa.Column("settings_digest", sa.String(length=64), nullable=False),
        sa.Column("last_activity_id", sa.BigInteger(), nullable=False),
        sa.Column("last_void_id", sa.BigInteger(), nullable=False),
        sa.Column("last_award_id", sa.BigInteger(), nullable=False),
        sa.Column("refusal", sa.String(length=80), nullable=False),
        sa.Column("worker", sa.String(length=32), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proposal_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_state", "proposal", ["state"], unique=False)
    op.create_table(
        "proposed_award",
        sa.Column("proposal_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("badges", sa.Integer(), nullable=False),
        sa.Column("stale", sa.JSON(), nullable=False),
        sa.Column("fresh", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proposed_award_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposed_award_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposed_award")),
    )


def downgrade() -> None:
    for table in ("proposed_award", "proposal", "absence", "person_week"):
        op.drop_table(table)
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_column("leave_by")
        batch_op.drop_column("country")
