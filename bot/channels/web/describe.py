"""/openapi.json: what FastAPI knows of the routes, with the refusals that any of them may answer."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from bot.channels.web.bodies import ID
from bot.channels.web.problems import MEDIA_TYPE
from bot.channels.web.shapes import ProblemShape

TITLE = "zongjie"
VERSION = "1"
REFUSALS = {
    "400": "The request cannot be read",
    "401": "No token, or one that is wrong or expired",
    "403": "A page of a foreign origin, or something that is closed here",
    "404": "Not there, or not one's own",
    "405": "Not for this address",
    "408": "The body took too long",
    "409": "Something changed meanwhile, or a limit of the session is reached",
    "413": "Too large",
    "415": "Another kind of content is wanted",
    "421": "The server may not be asked under this host name",
    "422": "Something in it is not as it should be",
    "429": "Too fast; see Retry-After",
    "503": "The database is away; see Retry-After",
}


def _upload(fields: dict[str, Any], required: list[str]) -> dict[str, Any]:
    files = {"type": "array", "minItems": 1, "maxItems": 10, "items": {"type": "string", "format": "binary"}}
    schema = {"type": "object", "properties": {**fields, "files": files}, "required": [*required, "files"]}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


UPLOAD_FILES = _upload({"id": {"type": "string", "pattern": ID}}, ["id"])
UPLOAD_SAMPLES = _upload({name: {"type": "string"} for name in ("unit_type", "period", "topic")}, [])


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        found = get_openapi(
            title=TITLE,
            version=VERSION,
            routes=app.routes,
            description="See docs/api.md for what the values mean.",
        )
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        made = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(made.pop("$defs", {}))
        schemas["Problem"] = made
        for path in found["paths"].values():
            for operation in path.values():
                _add_refusals(operation)
        app.openapi_schema = found
    return app.openapi_schema


def _add_refusals(operation: dict[str, Any]) -> None:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, meaning in REFUSALS.items():
        operation["responses"][status] = {"description": meaning, "content": content}
    if operation.get("operationId", "").startswith("begin"):
        operation["security"] = [{}, *operation.get("security", [])]  # a token is optional here
