"""Who is asking, by token, and what they may see. What they may do the services decide, by role and rule."""

from typing import Annotated

from fastapi import Depends, Request

from contracts.base import Actor
from contracts.telling import LEVELS
from services.desk.api.problems import Problem
from services.desk.api.routes import ROUTES
from services.desk.desk import Desk
from services.desk.read_model.cases import Case
from services.desk.signin.tokens import Tokens

ALL_CASES = frozenset({"regional-manager", "region-lead", "operator"})
"""Roles that see every case, or every case of their region where the token names one."""
READERS = frozenset({"regional-manager", "region-lead", "coordinator"})
"""Roles to whom personal data can be shown; an operator keeps the system running without it."""


def the_desk(request: Request) -> Desk:
    """The desk that answers."""
    desk: Desk = request.app.state.desk
    return desk


async def the_caller(request: Request) -> Actor:
    """Who asks, if somebody in their role may ask this at all.

    Raises:
        NotSignedIn, NoRole, IssuerUnreachable: nobody that we know, or nobody can say.
        Problem: their role may not.
    """
    tokens: Tokens = request.app.state.tokens
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    found = await tokens.actor(token, request.headers.get("ekc-role", ""))
    request.state.caller = found
    if found.role not in ROUTES.get(f"{request.method} {request.scope['route'].path}", ()):
        raise Problem(403, "not-allowed", f"The role {found.role} may not do this.")
    return found


TheDesk = Annotated[Desk, Depends(the_desk)]
Caller = Annotated[Actor, Depends(the_caller)]


def may_see(by: Actor, case: Case) -> bool:
    """Staff see the cases of their region, a coordinator those that they have; nobody else sees any here."""
    if by.role == "coordinator":
        return case.coordinator == by.id
    return by.role in ALL_CASES and (by.region is None or by.region in case.regions)


def check_sees_all(by: Actor) -> None:
    """What is about all cases at once is for roles that see every case."""
    if by.role not in ALL_CASES or by.region is not None:
        raise Problem(403, "not-allowed", f"The role {by.role} may not see this.")


def check_reads(by: Actor, case: Case) -> None:
    """Personal data is for roles that need it (R33); a region that is asked to take a case decides without (R4)."""
    if by.role not in READERS:
        raise Problem(403, "not-allowed", f"The role {by.role} is not shown personal data.")
    if by.role in ALL_CASES and by.region is not None and by.region not in case.acting:
        raise Problem(403, "not-your-region", "Personal data is shown once the region has the case.")


def check_gives_account(by: Actor, region: str) -> None:
    """Figures and bills of a region are for whoever gives account of it (R36, R42)."""
    if by.role not in LEVELS or by.region not in (None, region):
        raise Problem(403, "not-allowed", "This is for whoever gives account of the region.")
