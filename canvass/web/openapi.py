"""What phones and programs may ask for in JSON, described as OpenAPI to whoever is signed in.

The addresses are those of the site itself; what is sent in is described from the types that read
it, so that the description cannot say what is not so.
"""

from typing import Any

import msgspec
from flask import Blueprint, current_app, url_for
from werkzeug.routing import Rule

from canvass.core.access import Permission
from canvass.core.doorstep import Batch
from canvass.core.passes import Asking, Joining
from canvass.web.access import NEEDS, campaign, needs

bp = Blueprint("openapi", __name__, url_prefix="/c/<slug>")

SENT: dict[str, type[msgspec.Struct]] = {
    "passes.ask": Asking,
    "passes.enter": Joining,
    "responses.hand_in": Batch,
    "responses.sync": Batch,
    "tellers.ask": Asking,
    "tellers.enter": Joining,
    "tellers.sync": Batch,
}
"""What is sent in JSON, by the view that reads it."""

ERROR = {
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
}
Described = dict[str, Any]


@bp.get("/openapi.json")
@needs(Permission.CAMPAIGN_SEE)
def description() -> Described:
    """Describe every address of the campaign that speaks JSON."""
    _, components = msgspec.json.schema_components(
        sorted(set(SENT.values()), key=str),
        schema_hook=judged_alone,
        ref_template="#/components/schemas/{name}",
    )
    paths: dict[str, Described] = {}
    for rule in current_app.url_map.iter_rules():
        if speaks_json(rule):
            paths.setdefault(path_of(rule), {})[method_of(rule)] = operation(rule)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Canvass", "version": "1", "description": campaign().name},
        "servers": [{"url": url_for("home.front", _external=True).rstrip("/")}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components,
            "securitySchemes": {
                "signIn": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": current_app.config["SESSION_COOKIE_NAME"],
                }
            },
        },
    }


def judged_alone(_kind: type) -> Described:
    """Describe what a batch holds: anything, since each of it is read and judged by itself."""
    return {"description": "One response or one number told. What cannot be read is refused alone."}


def speaks_json(rule: Rule) -> bool:
    """Tell whether an address of a campaign gives or takes JSON."""
    is_given = rule.rule.endswith(".json") and rule.endpoint != "openapi.description"
    return "slug" in rule.arguments and (is_given or rule.endpoint in SENT)


def path_of(rule: Rule) -> str:
    """Write an address as OpenAPI does, in the campaign that is open."""
    path = rule.rule.replace("<slug>", campaign().slug)
    for name in rule.arguments - {"slug"}:
        path = path.replace(f"<uuid:{name}>", f"{{{name}}}").replace(f"<{name}>", f"{{{name}}}")
    return path


def method_of(rule: Rule) -> str:
    """Say with which method it is asked."""
    return "post" if "POST" in (rule.methods or ()) else "get"


def operation(rule: Rule) -> Described:
    """Describe one address: what it takes, what it gives, and who may ask."""
    view = current_app.view_functions[rule.endpoint]
    told: Described = {
        "operationId": rule.endpoint,
        "summary": (view.__doc__ or "").partition("\n")[0],
        "parameters": [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "format": "uuid"},
            }
            for name in sorted(rule.arguments - {"slug"})
        ],
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": {}}}}
        }
        | {status: refusal(words) for status, words in REFUSALS.items()},
    }
    if needed := NEEDS[view]:
        told["description"] = f"Needs {needed}."
        told["security"] = [{"signIn": []}]
        told["responses"]["401"] = {
            "description": "Sign in again.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    if (body := SENT.get(rule.endpoint)) is not None:
        schema = {"$ref": f"#/components/schemas/{body.__name__}"}
        content = {"application/json": {"schema": schema}}
        told["requestBody"] = {"required": True, "content": content}
    return told


REFUSALS = {
    "400": "It cannot be kept as it stands.",
    "403": "Not yours to do.",
    "404": "Nothing here, or not yours to see.",
    "413": "Too large.",
}


def refusal(words: str) -> Described:
    """Describe an answer that refuses."""
    return {"description": words, "content": {"application/json": {"schema": ERROR}}}
