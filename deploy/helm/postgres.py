"""What CloudNativePG is to make, for the chart's templates: a database for each part, its roles and who may enter."""

from collections.abc import Iterator
from typing import Any

import yaml

from deploy.local.roles import DATABASES, MEMBERS, SHARED, close, create_role, owner, users


def text() -> str:
    """`files/postgres.yaml` of the chart."""
    made = "# Made from deploy/local/roles.py by `python -m deploy.helm`: change that.\n"
    return made + yaml.safe_dump({name: database(name) for name in DATABASES}, sort_keys=False, width=1000)


def database(name: str) -> dict[str, Any]:
    """Its owner, whom the operator makes, the others, and what a superuser does once it is there."""
    return {"owner": owner(name), "users": list(users(name)), "statements": list(statements(name))}


def statements(name: str) -> Iterator[str]:
    """As on one cluster for all, with what concerns this database alone."""
    yield from map(create_role, users(name))
    if name == "keyring":
        yield from MEMBERS
    for one in (*SHARED, name):
        yield from close(one)
