"""The API, put together. Its description is `/openapi.json`; pages that load scripts from elsewhere are left out."""

from fastapi import FastAPI

from services.desk.api import (
    audit,
    bills,
    cases,
    changes,
    commands,
    complaints,
    erasures,
    figures,
    letters,
    notices,
    persons,
    plans,
    status,
)
from services.desk.api.access import Tokens
from services.desk.api.problems import handle_problems
from services.desk.desk import Desk


def api(desk: Desk, tokens: Tokens) -> FastAPI:
    """The API of a desk."""
    app = FastAPI(
        title="EKC desk",
        description="Where people and portals touch the back office for Eigen Kracht-conferenties.",
        version="1",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.state.tokens = tokens
    handle_problems(app)
    for part in (
        commands,
        cases,
        erasures,
        persons,
        plans,
        notices,
        complaints,
        changes,
        letters,
        figures,
        bills,
        audit,
        status,
    ):
        app.include_router(part.router)
    return app
