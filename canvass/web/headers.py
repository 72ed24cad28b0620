"""What every answer carries to keep a browser on our side."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # not no-referrer: that would hide the Origin of our own forms from check_origin
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def add_headers(response: Response) -> Response:
    """Add the security headers; nothing but the static files may be kept by a browser or proxy."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def init_headers(app: Flask) -> None:
    """Add the headers to every answer; behind TLS also HSTS, and links that say so."""
    app.after_request(add_headers)
    if app.config["SESSION_COOKIE_SECURE"]:
        app.after_request(add_strict_transport)
        app.wsgi_app = behind_tls(app.wsgi_app)  # type: ignore[assignment, method-assign]


def behind_tls(inner: WSGIApplication) -> WSGIApplication:
    """Have links that leave the site say https, whatever the proxy speaks to us."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = "https"
        return inner(environ, start_response)

    return outer


def add_strict_transport(response: Response) -> Response:
    """Tell browsers to come back over TLS only."""
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
