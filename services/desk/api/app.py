"""The API, put together. Its description is `/openapi.json`; pages that load scripts from elsewhere are left out."""

from typing import Any

from fastapi import Depends, FastAPI

from services.desk.api import (
    audit,
    bills,
    cases,
    changes,
    commands,
    complaints,
    erasures,
    figures,
    groups,
    letters,
    notices,
    operations,
    persons,
    plans,
    refusing,
    status,
)
from services.desk.api.access import the_caller
from services.desk.api.problems import handle_problems
from services.desk.desk import Desk
from services.desk.signin.tokens import Tokens


def api(desk: Desk, tokens: Tokens) -> FastAPI:
    """The API of a desk. Every route of it asks first who is there, and whether their role may (`routes.py`)."""
    app = FastAPI(
        title="EKC desk",
        description="Where people and portals touch the back office for Eigen Kracht-conferenties.",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(the_caller)],
    )
    app.state.desk = desk
    app.state.tokens = tokens
    handle_problems(app, refusing.note)
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
        groups,
        operations,
        figures,
        bills,
        audit,
        status,
    ):
        app.include_router(part.router)

    @app.get("/openapi.json", include_in_schema=False)
    async def described() -> dict[str, Any]:
        """This API; nobody reads even that without being known."""
        return app.openapi()

    return app
