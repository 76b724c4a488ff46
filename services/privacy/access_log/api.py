"""The access log over HTTP, for the desk alone: it knows who may see what, and writes down that they looked."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from aiokafka.errors import KafkaError
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.chassis.consumer import TRANSIENT
from services.chassis.decider import Pool
from services.chassis.log import logger
from services.privacy.access_log.showing import Asked, shown
from services.privacy.access_log.signing import Checkpoint, NotSigned, SigningKeys
from services.privacy.access_log.verifying import verify
from services.privacy.api import part_of, problem

log = logger("access-log")

ASKED = TypeAdapter(Asked)
type Work = Callable[[Asked], Awaitable[dict[str, Any]]]


class Published(Protocol):
    """Where all checkpoints are."""

    async def all(self) -> list[str]:
        """Every one of them, as it was signed."""
        ...


class AccessLog:
    """What can be asked of the access log."""

    def __init__(self, pool: Pool, keys: Path, published: Published) -> None:
        self.pool = pool
        self.keys = keys
        self.published = published

    async def rows(self, asked: Asked) -> dict[str, Any]:
        """Rows."""
        return {"rows": await shown(self.pool, asked)}

    async def verified(self, asked: Asked) -> dict[str, Any]:
        """Rows, chains and checkpoints compared; `unsigned` are records that none of our keys signed."""
        keys = SigningKeys.read(self.keys)
        checkpoints, unsigned = trusted(keys, await self.published.all())
        return {"chains": await verify(self.pool, checkpoints, asked.region), "unsigned": unsigned}

    async def public_keys(self, _asked: Asked) -> dict[str, Any]:
        """The keys by which checkpoints are known."""
        return dict(SigningKeys.read(self.keys).public())


def trusted(keys: SigningKeys, signed: list[str]) -> tuple[list[Checkpoint], int]:
    """The checkpoints that are ours, and how many are not."""
    found = []
    for one in signed:
        try:
            found.append(keys.read_signed(one))
        except NotSigned:
            log.error("a checkpoint that none of our keys signed")
    return found, len(signed) - len(found)


def routes(access: AccessLog, tokens: Mapping[str, str]) -> list[Route]:
    """`POST /audit/rows`, `/audit/verify` and `/audit/keys`, each with what is asked for as JSON."""

    def endpoint(work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if part_of(request, tokens) != "desk":
                return problem(401, "not authorised", "The access log is shown by the desk.")
            try:
                said = await work(ASKED.validate_json(await request.body()))
            except ValidationError:
                return problem(400, "bad request", "region, case, actor, subject, since, until, most.")
            except (*TRANSIENT, KafkaError) as error:
                log.warning("an outage kept the access log from being shown", error=error)
                return problem(503, "access-log unreachable", "The access log cannot be read now. Ask again.")
            return JSONResponse(to_jsonable_python(said, bytes_mode="hex"))

        return answer

    return [
        Route("/audit/rows", endpoint(access.rows), methods=["POST"]),
        Route("/audit/verify", endpoint(access.verified), methods=["POST"]),
        Route("/audit/keys", endpoint(access.public_keys), methods=["POST"]),
    ]
