"""Settings, read once from the environment; in production a missing secret stops the start."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from canvass.core.errors import CanvassError

LARGEST_UPLOAD = 64 * 1024 * 1024
THREADS = 24
"""How many requests a process answers at once: most of them wait for one that writes."""

WEAKEST_SECRET = 32
FEWEST_SIGNS = 9
"""Different signs of a secret: “changemechangeme” has fewer, whatever its length; a made one has
them all but once in a million million times."""


class SettingsError(CanvassError):
    """The environment does not hold what the server needs to start."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that differs between one installation and another.

    `is_demo` shows the demonstration's sign-ins on the sign-in page; `is_secure` is off only where
    the site is served over plain http on the same machine. `backup_url` names the same database for
    a role that sees every campaign's rows. `smtp_url` is where e-mail is handed in, if anywhere.
    """

    secret_key: str
    database_url: str
    instance: Path
    is_secure: bool = True
    is_demo: bool = False
    backup_url: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read the `CANVASS_…` variables; README lists them.

        Raises:
            SettingsError: the secret is missing in production, or too weak to be one.
        """
        instance = Path(env.get("CANVASS_INSTANCE", "instance")).absolute()
        is_demo = env.get("CANVASS_DEMO", "") == "1"
        secret = env.get("CANVASS_SECRET_KEY", "") or kept_secret(instance, make=is_demo)
        if len(secret) < WEAKEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
            raise SettingsError(
                "CANVASS_SECRET_KEY is missing, too short or of too few different signs. "
                "Make one with: "
                "python3 -c 'import secrets; print(secrets.token_hex(32))'"
            )
        return cls(
            secret_key=secret,
            database_url=env.get("CANVASS_DATABASE_URL", f"sqlite:///{instance / 'canvass.db'}"),
            instance=instance,
            is_secure=not is_demo and env.get("CANVASS_PLAIN_HTTP", "") != "1",
            is_demo=is_demo,
            backup_url=env.get("CANVASS_BACKUP_URL", ""),
            smtp_url=env.get("CANVASS_SMTP_URL", ""),
            mail_from=env.get("CANVASS_MAIL_FROM", ""),
        )

    def for_flask(self) -> dict[str, object]:
        """Give these settings the names Flask, Flask-SQLAlchemy and Flask-Login look for."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {
                "connect_args": {"timeout": 30} if self.is_sqlite else {"prepare_threshold": None},
                "hide_parameters": True,  # no personal data in logs
                "pool_size": THREADS,
                "pool_use_lifo": True,  # what is not needed stays asleep
            },
            "MAX_CONTENT_LENGTH": LARGEST_UPLOAD,
            "SESSION_COOKIE_NAME": "__Host-canvass" if self.is_secure else "canvass",
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.is_secure,
            "SEND_FILE_MAX_AGE_DEFAULT": 0,
        }

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file on this machine."""
        return self.database_url.startswith("sqlite")


def kept_secret(instance: Path, *, make: bool) -> str:
    """Read the secret kept in the instance folder; the demonstration makes one on its first run."""
    kept = instance / "secret-key"
    if make and not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32), "ascii")
    return kept.read_text("ascii").strip() if kept.exists() else ""
