"""The least that could do the same job: bare Flask views on the product's own server and engine.

`BENCH_DATABASE` names the database, `BENCH_TABLE` a file with the rows of the constant table.
"""

import json
import os
from pathlib import Path

from flask import Flask, render_template_string, request
from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from leaderboard import database


class Base(DeclarativeBase):
    """The floor's own table, in a database of its own."""


class Row(Base):
    __tablename__ = "row"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(200))


def make_app() -> Flask:
    app = Flask(__name__)
    engine = create_engine(os.environ["BENCH_DATABASE"])
    database.prepare(engine)
    Base.metadata.create_all(engine)
    table = read_table()

    @app.get("/bare")
    def bare() -> str:
        return "ok"

    @app.get("/table")
    def constant_table() -> str:
        return render_template_string(table["template"], rows=table["rows"])

    @app.post("/insert")
    def insert() -> tuple[str, int, dict[str, str]]:
        with Session(engine, info={"writing": True}) as session:
            session.connection(execution_options={"write": database.WAIT_SECONDS})
            session.add(Row(client_id=request.form["client_id"], note="a call"))
            session.commit()
        return "", 303, {"Location": "/"}

    return app


def read_table() -> dict:
    path = os.environ.get("BENCH_TABLE")
    return json.loads(Path(path).read_text()) if path else {"template": "", "rows": []}


app = make_app()
