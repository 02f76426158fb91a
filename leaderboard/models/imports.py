"""An import in progress: the run, and the rows that wait until the whole file has been read."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leaderboard.extensions import db
from leaderboard.models.types import Amount, Data, Id, Instant, Moment


class ImportRun(db.Model):
    """The import in progress or cut off; there is at most one.

    Until it is decided, none of it counts, and the next import or start throws it away. After that
    it is carried through, by the next one if need be.
    """

    __tablename__ = "import_run"

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(String(60))
    file: Mapped[str] = mapped_column(Text)
    # The prefix of its activities' client ids.
    batch: Mapped[str] = mapped_column(String(32))
    at: Mapped[Moment]
    # None: run by the command line.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The configuration the staged teams were computed under.
    configuration_number: Mapped[int] = mapped_column(BigInteger, default=0)
    counts: Mapped[Data]
    # None while the file is being read.
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class StagedRow(db.Model):
    """One identity in the file that has something new, ready to be written.

    An empty digest: the row no longer gives its activity. References were looked up when the row
    was staged, so it has no foreign keys, which would cost a check for each of a million rows.
    """

    __tablename__ = "staged_row"

    # The order in which rows are applied: 0 for those that are the first of a team's day, then each
    # person's. The position is the order in the file.
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    external_id: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    # None: the identity is new.
    origin_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_id: Mapped[int] = mapped_column(BigInteger)
    team_id: Mapped[int] = mapped_column(BigInteger)
    kind_id: Mapped[int] = mapped_column(BigInteger)
    cut_id: Mapped[int] = mapped_column(BigInteger)
    occurred_on: Mapped[date]
    occurred_at: Mapped[Moment]
    is_time_known: Mapped[bool]
    quantity: Mapped[Amount]
    amount: Mapped[Amount]
    # None: unknown, as in an activity.
    profit: Mapped[int | None] = mapped_column(BigInteger)
    minutes: Mapped[Amount]
    # None: unknown, as in an activity.
    days: Mapped[int | None] = mapped_column(BigInteger)
    customer: Mapped[str] = mapped_column(String(120), default="")
    customer_key: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = ({"sqlite_with_rowid": False},)
