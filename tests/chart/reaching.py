"""Which servers a process connects to, read from the code: from its entry module along every name that is used.

A definition (function, class, constant of a module) uses what it names, and whoever hands a module on uses all of it.
So a new connection shows here before anybody writes it down.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from deploy.local.layout import ROOT

OURS = ("services", "workflows", "contracts")
CONNECTS: Mapping[tuple[str, str], str] = {
    ("services.chassis.app", "App"): "kafka",
    ("services.chassis.app", "waited_for"): "postgres",
    ("services.chassis.kafka", "broker"): "kafka",
    ("services.chassis.kafka", "producer"): "kafka",
    ("services.chassis.keyring", "HttpKeyring"): "privacy",
    ("services.chassis.spans", "Spans"): "traces",
    ("services.chassis.truth", "Truth"): "kafka",
    ("services.desk.api.status", "asked_of"): "parts",
    ("services.desk.operations.asking", "asked"): "parts",
    ("services.desk.read_model.access_log", "HttpSource"): "privacy",
    ("services.desk.read_model.bell", "Bell"): "postgres",
    ("services.desk.signin.signing_keys", "from_provider"): "signIn",
    ("services.privacy.access_log.checkpoints", "FromKafka"): "kafka",
    ("services.privacy.laying", "lay"): "kafka",
    ("services.privacy.settings", "PrivacySettings"): "keyEncryption",
    ("workflows.connection", "client"): "temporal",
    ("workflows.recreating", "Recreating"): "kafka",
}
"""What connects, and to whom."""
OPERATORS = {
    ("services.chassis.migrate", "found"),
    ("services.chassis.migrations.env", "connect"),
    ("services.desk.cli.client", "Desk"),
    ("services.desk.cli.provider", "Provider"),
    ("services.desk.cli.reconciling", "connected"),
    ("services.desk.operations.databases", "looked_at"),
    ("services.desk.operations.rebuilding", "rebuilding"),
    ("services.desk.proof.proving", "connected"),
}
"""What connects and is no part that runs: migrations, and `ekc`."""

type Name = tuple[str, str]
"""A module and what is defined in it."""


@dataclass
class Module:
    """A file: what is defined in it, and what its names mean."""

    definitions: dict[str, list[ast.AST]] = field(default_factory=dict)
    imported: dict[str, Name] = field(default_factory=dict)
    runs: list[ast.AST] = field(default_factory=list)
    """What happens when it is run as a program."""


@cache
def module(name: str) -> Module | None:
    """A module of ours."""
    path = ROOT.joinpath(*name.split("."))
    file = next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)
    if file is None or not name.startswith(OURS):
        return None
    found = Module()
    for node in ast.parse(file.read_text()).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.definitions.setdefault(node.name, []).append(node)
                for registry in registries(node):
                    found.definitions.setdefault(registry, []).append(node)
            case ast.ImportFrom(module=str(whence)):
                found.imported |= {one.asname or one.name: (whence, one.name) for one in node.names}
            case ast.Assign() | ast.AnnAssign():
                for target in ast.walk(node):
                    if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                        found.definitions.setdefault(target.id, []).append(node)
            case ast.If() | ast.With():
                found.runs.append(node)
                for inner in ast.walk(node):
                    if isinstance(inner, ast.ImportFrom) and inner.module:
                        found.imported |= {one.asname or one.name: (inner.module, one.name) for one in inner.names}
    return found


def registries(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[str]:
    """What a function is entered into by `@router.get(...)`: whoever uses the router uses the function."""
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            yield called.value.id


def used(whole: Module, name: str, nodes: list[ast.AST]) -> Iterator[Name]:
    """What is named in some code of a module."""
    found = [inner for node in nodes for inner in ast.walk(node)]
    of_modules = set()
    for one in found:
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            whence = ".".join(whole.imported.get(one.value.id, ()))
            if module(whence):
                of_modules.add(one.value)
                yield whence, one.attr
    for named in found:
        if isinstance(named, ast.Name) and named not in of_modules:
            if named.id in whole.definitions:
                yield name, named.id
            elif named.id in whole.imported:
                yield from everything(whole.imported[named.id])


def everything(name: Name) -> Iterator[Name]:
    """What is named: of a module all of it."""
    whole = module(".".join(name))
    yield from ((".".join(name), defined) for defined in whole.definitions) if whole else (name,)


def reached(entry: str) -> set[Name]:
    """Everything that a program can come to use."""
    start = module(entry)
    assert start is not None, entry
    open_ends = list(used(start, entry, start.runs))
    found: set[Name] = set()
    while open_ends:
        name = open_ends.pop()
        whole = module(name[0])
        if name in found or whole is None:
            continue
        found.add(name)
        if name[1] in whole.definitions:
            open_ends += used(whole, name[0], whole.definitions[name[1]])
        elif name[1] in whole.imported:
            open_ends.append(whole.imported[name[1]])
    return found


@cache
def connections(entry: str) -> set[str]:
    """Whom a program connects to."""
    return {CONNECTS[name] for name in reached(entry) if name in CONNECTS}


LIBRARIES = {
    "asyncpg.create_pool",
    "asyncpg.connect",
    "httpx.AsyncClient",
    "httpx.Client",
    "Client.connect",
    "AIOKafkaConsumer",
    "AIOKafkaProducer",
    "KafkaBroker",
}
"""Calls of libraries that open a connection."""


def opened() -> Iterator[Name]:
    """Each definition of the parts that opens a connection by a library."""
    for file in sorted(path for folder in ("services", "workflows") for path in (ROOT / folder).rglob("*.py")):
        yield from opened_in(file)


def opened_in(file: Path) -> Iterator[Name]:
    """Those of one file."""
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    whole = module(name)
    assert whole is not None
    for defined, nodes in whole.definitions.items():
        own = [node for node in nodes if getattr(node, "name", defined) == defined]
        calls = {ast.unparse(one.func) for node in own for one in ast.walk(node) if isinstance(one, ast.Call)}
        if calls & LIBRARIES:
            yield name, defined
