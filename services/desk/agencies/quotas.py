"""Quotas of users on Kafka: DescribeClientQuotas and AlterClientQuotas (KIP-546), in version 0.

Neither librdkafka 2.16 nor aiokafka 0.14 has a call for them, so the two requests are written out here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import for_code
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Float64, Int8, Int16, Int32, Schema, String

type Limits = Mapping[str, Mapping[str, float]]
"""User -> name of a quota -> its value; a user with none has no quota of their own."""

TEXT = String("utf-8")
ENTITY = ("entity", Array(("entity_type", TEXT), ("entity_name", TEXT)))
ANY = 2
"""Matches every name (KIP-546)."""


class Described(Response):  # type: ignore[misc]
    """What there is."""

    API_KEY, API_VERSION = 48, 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("error_code", Int16),
        ("error_message", TEXT),
        ("entries", Array(ENTITY, ("values", Array(("key", TEXT), ("value", Float64))))),
    )


class Describe(RequestStruct):  # type: ignore[misc]
    """Ask for the quotas of all users."""

    API_KEY, API_VERSION = 48, 0
    RESPONSE_TYPE = Described
    SCHEMA = Schema(
        ("components", Array(("entity_type", TEXT), ("match_type", Int8), ("match", TEXT))),
        ("strict", Boolean),
    )


class Altered(Response):  # type: ignore[misc]
    """What came of a change."""

    API_KEY, API_VERSION = 49, 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("entries", Array(("error_code", Int16), ("error_message", TEXT), ENTITY)),
    )


class Alter(RequestStruct):  # type: ignore[misc]
    """Set quotas, or remove them."""

    API_KEY, API_VERSION = 49, 0
    RESPONSE_TYPE = Altered
    SCHEMA = Schema(
        ("entries", Array(ENTITY, ("ops", Array(("key", TEXT), ("value", Float64), ("remove", Boolean))))),
        ("validate_only", Boolean),
    )


class Describing(Request[Describe]):  # type: ignore[misc]
    """As aiokafka sends it."""

    API_KEY = 48

    def build(self, request_struct_class: type[Describe]) -> Describe:
        """Of every user, and of nothing that is more than a user."""
        return request_struct_class([("user", ANY, None)], True)


class Altering(Request[Alter]):  # type: ignore[misc]
    """As aiokafka sends it."""

    API_KEY = 49

    def __init__(self, changes: Limits, there: Limits) -> None:
        self.changes = changes
        self.there = there

    def build(self, request_struct_class: type[Alter]) -> Alter:
        """Set what is wanted; what is there beside it goes."""
        return request_struct_class([self.entry(user, wanted) for user, wanted in self.changes.items()], False)

    def entry(self, user: str, wanted: Mapping[str, float]) -> tuple[Any, ...]:
        """All that changes for one user."""
        gone = self.there.get(user, {}).keys() - wanted.keys()
        changes = [(name, float(value), False) for name, value in wanted.items()]
        return [("user", user)], [*changes, *((name, 0.0, True) for name in sorted(gone))]


async def described(client: AIOKafkaClient) -> dict[str, dict[str, float]]:
    """The quotas that there are.

    Raises:
        KafkaError: they cannot be had.
    """
    answer = await client.send(client.get_random_node(), Describing())
    if answer.error_code:
        raise for_code(answer.error_code)(answer.error_message)
    return {dict(entity)["user"] or "": dict(values) for entity, values in answer.entries or []}


async def altered(client: AIOKafkaClient, wanted: Limits) -> list[str]:
    """Make the quotas of these users what is wanted; the users of whom something had to be changed.

    Raises:
        KafkaError: one cannot be changed.
    """
    there = await described(client)
    changes = {user: limits for user, limits in wanted.items() if limits != there.get(user, {})}
    if not changes:
        return []
    answer = await client.send(client.get_random_node(), Altering(changes, there))
    for code, said, _ in answer.entries:
        if code:
            raise for_code(code)(said)
    return sorted(changes)


def connected[T](settings: Mapping[str, Any], work: Callable[[AIOKafkaClient], Awaitable[T]]) -> T:
    """Do something over a connection of its own, from code that is not asynchronous."""

    async def do() -> T:
        client = AIOKafkaClient(**settings)
        try:
            await client.bootstrap()
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(do())
