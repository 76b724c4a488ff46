"""Problems as answers (RFC 9457): what is wrong, where, and never the input itself."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from services.chassis.consumer import TRANSIENT
from services.chassis.keyring import KeyringUnreachable
from services.chassis.log import logger
from services.desk.commands.accepting import AnotherCommand
from services.desk.commands.allowed import NotAllowed
from services.desk.commands.checking import BadInput
from services.desk.read_model.disclosure import STILL_READ, Restricted
from services.desk.signin.signing_keys import IssuerUnreachable
from services.desk.signin.tokens import NoRole, NotSignedIn

TITLES = {404: "not-found", 405: "method-not-allowed"}


log = logger("api")


class Problem(Exception):
    """An answer that is no success. `reason` is a stable word for programs."""

    def __init__(self, status: int, reason: str, detail: str, **more: Any) -> None:
        super().__init__(reason)
        self.status = status
        self.body = {
            "type": f"urn:ekc:problem:{reason}",
            "title": reason.replace("-", " "),
            "status": status,
            "detail": detail,
            **more,
        }

    def answer(self) -> JSONResponse:
        """It as a response."""
        more = {503: {"retry-after": "5"}, 401: {"www-authenticate": "Bearer"}}.get(self.status)
        return JSONResponse(self.body, self.status, headers=more, media_type="application/problem+json")


def bad_input(places: list[tuple[str, str]], reason: str = "bad-input") -> Problem:
    """Input that does not keep to its contract, or that somebody is to look at again."""
    first = f"{places[0][0]}: {places[0][1]}" if places else "The input is not right."
    listed = [{"place": place, "what": what} for place, what in places]
    return Problem(422, reason, first, places=listed)


def handle_problems(api: FastAPI, note: Callable[[Request, Problem], Awaitable[None]]) -> None:
    """Turn what handlers raise into problems; `note` hears of each that the desk decided itself."""

    @api.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> JSONResponse:
        await note(request, error)
        return error.answer()

    @api.exception_handler(BadInput)
    async def bad(_request: Request, error: BadInput) -> JSONResponse:
        return bad_input(list(error.places), error.reason).answer()

    @api.exception_handler(RequestValidationError)
    async def bad_request(_request: Request, error: RequestValidationError) -> JSONResponse:
        return bad_input([(".".join(map(str, one["loc"])), str(one["msg"])) for one in error.errors()]).answer()

    @api.exception_handler(NotAllowed)
    async def not_allowed(_request: Request, error: NotAllowed) -> JSONResponse:
        return Problem(403, error.reason, str(error)).answer()

    @api.exception_handler(Restricted)
    async def restricted(_request: Request, _error: Restricted) -> JSONResponse:
        words = ", ".join(f'"{one}"' for one in STILL_READ)
        detail = f"What is kept in this case rests (GDPR, article 18). It is read only for what begins with {words}."
        return Problem(409, "restricted", detail).answer()

    @api.exception_handler(AnotherCommand)
    async def another(_request: Request, _error: AnotherCommand) -> JSONResponse:
        return Problem(409, "duplicate-id", "id: another command has it already.").answer()

    @api.exception_handler(NotSignedIn)
    async def nobody(_request: Request, error: NotSignedIn) -> JSONResponse:
        return Problem(401, "not-signed-in", str(error)).answer()

    @api.exception_handler(NoRole)
    async def no_role(_request: Request, error: NoRole) -> JSONResponse:
        return Problem(403, "no-role", str(error)).answer()

    @api.exception_handler(IssuerUnreachable)
    async def no_issuer(_request: Request, _error: IssuerUnreachable) -> JSONResponse:
        return Problem(503, "issuer-unreachable", "The identity provider cannot be reached now. Ask again.").answer()

    async def outage(_request: Request, error: Exception) -> JSONResponse:
        log.warning("an outage kept a question from its answer", error=error)
        what = "keyring" if isinstance(error, KeyringUnreachable) else "database"
        return Problem(503, f"{what}-unreachable", f"The {what} cannot be reached now. Ask again.").answer()

    for passing in TRANSIENT:
        api.add_exception_handler(passing, outage)

    @api.exception_handler(HTTPException)
    async def other(_request: Request, error: HTTPException) -> JSONResponse:
        return Problem(error.status_code, TITLES.get(error.status_code, "failed"), str(error.detail)).answer()
