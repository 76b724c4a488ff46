"""Who may do what in PostgreSQL: the roles and databases, as statements for an administrator.

A part connects as a role that owns nothing: what it may do with its tables says the `grants.sql` beside their
migrations, which run as the owner. The keyring lets a third role delete keys: the one with which privacy erases.
"""

from collections.abc import Iterator

from contracts.topics import SERVICES

DATABASES = (*SERVICES, "keyring", "workflows")
"""One for each part and one for the keys; nobody can connect to another's."""
SHARED = ("postgres", "template1")
"""Which every cluster has."""
ERASER = "keyring_eraser"


def owner(database: str) -> str:
    """Who makes and alters the tables of a database; no part knows its password, migrations do."""
    return f"{database}_owner"


def users(database: str) -> tuple[str, ...]:
    """Who works with what is in a database."""
    return (database, ERASER) if database == "keyring" else (database,)


ROLES = tuple(role for name in DATABASES for role in (owner(name), *users(name)))
MEMBERS = ("GRANT keyring TO keyring_eraser",)
"""Who erases may do what the keyring does, and more."""


def create_role(role: str) -> str:
    """A role that may log in, and nothing yet. Its password is set apart."""
    return f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"


def create_database(name: str) -> str:
    """A database of its owner."""
    return f"CREATE DATABASE {name} OWNER {owner(name)}"


def close(name: str) -> tuple[str, ...]:
    """Nobody enters a database but those who are named. Repeating it changes nothing."""
    named = (f"GRANT CONNECT ON DATABASE {name} TO {', '.join(users(name))}",) if name in DATABASES else ()
    return (f"REVOKE ALL ON DATABASE {name} FROM PUBLIC", *named)


def take_over(name: str) -> str:
    """What a part made and owned itself in former releases belongs to the owner, its database too; run within that."""
    return f"REASSIGN OWNED BY {name} TO {owner(name)}"


def script() -> Iterator[str]:
    """Everything, for a new cluster."""
    yield from map(create_role, ROLES)
    yield from MEMBERS
    yield from map(create_database, DATABASES)
    for name in (*SHARED, *DATABASES):
        yield from close(name)
