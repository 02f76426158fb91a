"""An import on its way: the run, and the rows that wait until all of the file has been read."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leaderboard.extensions import db
from leaderboard.models.types import Amount, Data, Id, Instant, Moment


class ImportRun(db.Model):
    """The import that is under way, or was cut off; there is at most one, and none in between.

    Until it is decided nothing of it counts, and whoever comes next throws it away. From then on it
    is carried through, by whoever comes next if need be.
    """

    __tablename__ = "import_run"

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(String(60))
    file: Mapped[str] = mapped_column(Text)
    # What the client-made ids of its activities begin with.
    batch: Mapped[str] = mapped_column(String(32))
    at: Mapped[Moment]
    # None: the command line runs it.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The settings that the staged teams follow.
    configuration_number: Mapped[int] = mapped_column(BigInteger, default=0)
    counts: Mapped[Data]
    # None while the file is being read.
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class StagedRow(db.Model):
    """One identity of the file that says something new, ready to be written.

    An empty digest: the row no longer gives its activity. What it refers to was looked up when it
    was staged, so no foreign key asks again for each of a million rows.
    """

    __tablename__ = "staged_row"

    # Rows are applied place by place: 0 for those that are the first of a team's day, then those of
    # each person. The position is the order of the file.
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    external_id: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    # None: the identity was not seen before.
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
    # None: not known, as with an activity.
    profit: Mapped[int | None] = mapped_column(BigInteger)
    minutes: Mapped[Amount]
    # None: not known, as with an activity.
    days: Mapped[int | None] = mapped_column(BigInteger)
    customer: Mapped[str] = mapped_column(String(120), default="")
    customer_key: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = ({"sqlite_with_rowid": False},)
