"""Browsers: which of them signed in here before, and what each is called in words.

A browser that signed in to an account carries a signed cookie that says so. It opens nothing: its
wrong passwords are counted apart from those of strangers, who so cannot shut its owner out.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

COOKIE = "canvass_browser"
LASTS = timedelta(days=180)
MOST_ACCOUNTS = 8
MAKERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")


def browser_words() -> str:
    """Say in a few words which browser asks: "Firefox on Windows"."""
    told = request.headers.get("User-Agent", "")
    maker = next((name for sign, name in MAKERS if sign in told), "A browser")
    system = next((one for one in SYSTEMS if re.search(one, told)), "")
    return f"{maker} on {system}" if system else maker


def known_browser(email: str) -> str:
    """Give the browser's own number if it signed in to this account before, else nothing."""
    number, accounts = told_by_cookie()
    return number if account_key(email) in accounts else ""


def remember_browser(response: Response, email: str) -> Response:
    """Have the browser say from now on that it signed in to this account."""
    number, accounts = told_by_cookie()
    mine = account_key(email)
    accounts = [mine, *(one for one in accounts if one != mine)][:MOST_ACCOUNTS]
    response.set_cookie(
        cookie_name(),
        str(signer().dumps([number or secrets.token_hex(16), accounts])),
        max_age=LASTS,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def cookie_name() -> str:
    """Give the cookie's name: behind TLS one that no neighbouring site can set for us."""
    return f"__Host-{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def told_by_cookie() -> tuple[str, list[str]]:
    """Read the browser's number and the accounts it signed in to."""
    try:
        lasts = int(LASTS.total_seconds())
        number, accounts = signer().loads(request.cookies.get(cookie_name(), ""), max_age=lasts)
    except (BadSignature, ValueError):
        return "", []
    return str(number), [str(one) for one in accounts]


def account_key(email: str) -> str:
    """Give what an account is called in the cookie: nothing that can be read back."""
    secret = str(current_app.config["SECRET_KEY"])
    told = f"{secret}\n{email.strip().casefold()}".encode()
    return hashlib.sha256(told).hexdigest()[:16]


def signer() -> URLSafeTimedSerializer:
    """Give what signs and checks the cookie."""
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="canvass browser")
