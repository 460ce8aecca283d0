"""The web server: the application put together, and run."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bot.app import App
from bot.channels.web import problems
from bot.channels.web import shapes as s
from bot.channels.web.describe import describe
from bot.channels.web.entry import shown
from bot.channels.web.guard import Guard, address
from bot.channels.web.metrics import Metrics
from bot.channels.web.office import Office
from bot.channels.web.origins import Origins, is_loopback
from bot.channels.web.pages import pages
from bot.channels.web.problems import Problem
from bot.channels.web.routes import elsewhere, files, papers, sessions, talk
from bot.errors import ZongjieError
from retrieval.errors import ReadingError

PREFIX = "/api/v1"
_HTTP_CODES = {400: "bad_request", 404: "not_found", 405: "method", 413: "too_large", 415: "media_type"}


def application(app: App) -> Guard:
    """The whole server as an ASGI application. Opens nothing before it is started or asked."""
    metrics, origins = Metrics(), Origins(app.settings)
    office = Office(app, metrics)
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan)
    api.state.office = office
    api.openapi = lambda: describe(api)  # type: ignore[method-assign]
    for routes in (sessions, talk, papers, files, elsewhere):
        api.include_router(routes.router, prefix=PREFIX)
    _watched(api, office)
    api.include_router(pages(origins))
    for kind in (Problem, RequestValidationError, HTTPException, ZongjieError, ReadingError, Exception):
        api.add_exception_handler(kind, _refused)
    return Guard(api, app.settings, origins, metrics, office.leave)


@contextlib.asynccontextmanager
async def _lifespan(api: FastAPI) -> AsyncIterator[None]:
    """While the server runs: what other processes write is told, and what they leave undone is done."""
    office: Office = api.state.office
    tasks = [asyncio.create_task(task) for task in (office.hub.watch(), office.tend())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        office.close()


def _watched(api: FastAPI, office: Office) -> None:
    """What machines ask."""

    @api.get("/healthz", response_model=s.Health, tags=["health"], summary="The process answers")
    async def health() -> Response:
        return shown(s.Health(status="ok"))

    @api.get("/readyz", response_model=s.Health, tags=["health"], summary="The database answers")
    async def ready() -> Response:
        await office.run(lambda: office.store.marks(("-",)))
        return shown(s.Health(status="ready"))

    @api.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        if not office.settings.metrics_public and not is_loopback(address(request.scope)):
            raise Problem("not_found")
        return Response(office.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    @api.get("/openapi.json", include_in_schema=False)
    async def description() -> Response:
        import msgspec

        return Response(msgspec.json.encode(describe(api)), media_type="application/json")


async def _refused(request: Request, error: Exception) -> Response:
    """What the framework or a route refuses, as a problem."""
    problem = _problem(request, error)
    lang = problems.language(request.headers.get("accept-language", ""))
    return Response(
        problems.body(problem, lang), problem.status, problem.headers, media_type=problems.MEDIA_TYPE
    )


def _problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, RequestValidationError):
        problem = Problem("invalid")
        places = ((".".join(map(str, fault["loc"][1:])), str(fault["msg"])) for fault in error.errors()[:20])
        problem.errors = tuple(places)
        return problem
    if isinstance(error, HTTPException):
        code = _HTTP_CODES.get(error.status_code, "bad_request")
        return Problem(code, error.status_code, error.headers, method=request.method)
    return problems.of_error(error)
