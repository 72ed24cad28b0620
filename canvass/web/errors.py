"""The one table from refusals to HTTP, as pages for people and as JSON for phones."""

from flask import Flask, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from canvass.core.errors import CanvassError, NotFoundError
from canvass.db import db

STATUS: dict[type[CanvassError], int] = {NotFoundError: 404}

SENTENCES = {
    401: "Sign in again. What you recorded is still on this phone.",
    403: "You may not do that in this campaign. Ask an organiser.",
    404: "There is nothing here, or it is not yours to see.",
    405: "This page cannot be used in that way.",
    413: "That file is too large. Files up to 64 MB are read here.",
    500: "Something went wrong on the server. Nothing was half done. Try again.",
}


def show_refusal(error: CanvassError) -> ResponseReturnValue:
    """Show the refusal's own sentence, with the status that fits it (400 if not in the table)."""
    db.session.rollback()
    return answer(str(error), STATUS.get(type(error), 400))


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Put an HTTP error into a sentence."""
    status = error.code or 500
    refusal = make_response(answer(SENTENCES.get(status, "That could not be done."), status))
    if isinstance(error, MethodNotAllowed):
        refusal.allow.update(error.valid_methods or ())
    return refusal


def show_away(_error: OperationalError) -> ResponseReturnValue:
    """Say that the database does not answer, and where the last packs are."""
    g.is_away = True
    sentence = "The database does not answer. Nothing was half done. Try again in a minute."
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(error=sentence), 503
    return render_template("away.html", sentence=sentence, slug=g.get("slug")), 503


def answer(sentence: str, status: int) -> ResponseReturnValue:
    """Answer in the form the asker reads."""
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(error=sentence), status
    return render_template("refusal.html", sentence=sentence, status=status), status


def init_errors(app: Flask) -> None:
    """Answer every refusal that a view lets through, and every HTTP error."""
    app.register_error_handler(CanvassError, show_refusal)
    app.register_error_handler(OperationalError, show_away)
    app.register_error_handler(HTTPException, show_http_error)
