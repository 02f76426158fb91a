"""Flask extensions, created here once and bound to the app in `create_app`."""

from flask import Response
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The base of all tables; constraints are named so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class Login(LoginManager):
    """Without session protection: sessions are rows that can be revoked, and a phone whose address
    changes must stay signed in. Flask-Login would hash the address and the browser's name in every
    request before it finds that nobody asked."""

    session_protection = None

    def _session_protection_failed(self) -> bool:
        return False

    def _update_remember_cookie(self, response: Response) -> Response:
        """Nor is there a second cookie to remember anybody by."""
        return response


migrate = Migrate(compare_type=True, render_as_batch=True)
login = Login()
babel = Babel()
