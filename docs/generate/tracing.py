"""Where each rule is: read from the code, so that nobody has to keep a list.

A file is the home of a rule whose number the docstring at its top cites; where none does, whose functions and classes
do. A test names the rules that its docstring cites. A refusal names its code, its sentence and its rule where it is
raised.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contracts import docstrings
from contracts.policy import Policy

ROOT = Path(__file__).parents[2]
RULE = re.compile(r"\bR(\d+)(?:-R?(\d+))?\b")
LAST_RULE = 44
RULES = tuple(range(1, LAST_RULE + 1))
HOMES = ("services", "workflows")
MESSAGES = ("contracts",)
TESTS = ("tests",)
ABOUT_PAGES = "tests/docs/"
"""Tests of the pages test no rule."""
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
NOT_WRITTEN: list[str | None] = [None]
REFUSING = {"Refused": 0, "Problem": 1, "BadMessage": 0}
"""What says no, and which of its arguments is the code; the sentence comes after it."""


@dataclass(frozen=True)
class Refusal:
    """One place where something is refused."""

    by: str
    code: str | None
    """Nothing, if it is not written there in so many words."""
    text: str
    rule: str
    place: str


def rules_in(text: str | None) -> set[int]:
    """The rules that a text cites, also as `R14-R16`."""
    cited: set[int] = set()
    for first, last in RULE.findall(text or ""):
        cited |= set(range(int(first), int(last or first) + 1))
    return cited


@cache
def modules(*folders: str) -> dict[str, ast.Module]:
    """The Python files of some folders, by their place."""
    files = sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return {str(file.relative_to(ROOT)): parsed(file) for file in files}


@cache
def parsed(file: Path) -> ast.Module:
    """A Python file, which several of these look into."""
    return ast.parse(file.read_text())


@dataclass(frozen=True)
class Cites:
    """The rules that a file cites."""

    at_top: set[int]
    inside: set[int]
    """In the docstrings of its functions and classes."""
    in_tests: Counter[int]
    """How many of its tests cite each."""


@cache
def cites(*folders: str) -> dict[str, Cites]:
    """What each file of some folders cites. Packages only repeat what their files say."""
    return {file: read(tree) for file, tree in modules(*folders).items() if not file.endswith("__init__.py")}


def read(tree: ast.Module) -> Cites:
    """What one file cites."""
    inside: set[int] = set()
    in_tests: Counter[int] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS):
            cited = rules_in(ast.get_docstring(node))
            inside |= cited
            in_tests.update(cited if node.name.startswith("test_") else ())
    return Cites(rules_in(ast.get_docstring(tree)), inside, in_tests)


def citing(rule: int, *folders: str) -> list[str]:
    """The files that are about a rule: by the docstring at their top, or else by those inside."""
    files = cites(*folders).items()
    return [file for file, one in files if rule in one.at_top] or [file for file, one in files if rule in one.inside]


def tests_of(rule: int) -> list[str]:
    """The files with tests that name a rule; the one with the most of them first."""
    found = Counter(
        {file: one.in_tests[rule] for file, one in cites(*TESTS).items() if not file.startswith(ABOUT_PAGES)}
    )
    return [file for file, count in found.most_common() if count]


@cache
def said_in_tests() -> frozenset[str]:
    """Every text that stands by itself in a test, the codes of refusals among them."""
    trees = [tree for file, tree in modules(*TESTS).items() if not file.startswith(ABOUT_PAGES)]
    words = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(word for word in words if isinstance(word, str))


def policy_of(rule: int) -> dict[str, str]:
    """The keys of the policy by which a rule counts, and what they mean."""
    return {key: text for key, text in docstrings.of_fields(Policy).items() if rule in rules_in(text)}


def keys_in_use() -> set[str]:
    """The keys of the policy that some rule asks for."""
    readers = [tree for file, tree in modules("contracts", *HOMES).items() if file != "contracts/policy.py"]
    asked = {node.attr for tree in readers for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return asked & Policy.model_fields.keys()


@cache
def refusals() -> tuple[Refusal, ...]:
    """Every place where something is refused, in the order of the files."""
    return tuple(one for file, tree in modules("contracts", *HOMES).items() for one in refusals_in(file, tree))


def refusals_in(file: str, tree: ast.Module) -> Iterator[Refusal]:
    """The refusals of one file; a sentence that is chosen among several is several."""
    for around in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
        for node in ast.walk(around):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSING:
                at = REFUSING[node.func.id]
                codes = texts(node.args[at], around) if len(node.args) > at else []
                sentences = texts(node.args[at + 1], around) if len(node.args) > at + 1 else []
                rule = next((texts(word.value, around) for word in node.keywords if word.arg == "rule"), [])
                for code in codes or NOT_WRITTEN:
                    for text in sentences or [""]:
                        yield Refusal(node.func.id, code, text, "".join(rule), f"{file}:{node.lineno}")


def texts(value: ast.expr, around: ast.AST) -> list[str]:
    """What an expression can say, as far as it is written down; a part that is filled in stands in braces."""
    match value:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp():
            return [*texts(value.body, around), *texts(value.orelse, around)]
        case ast.JoinedStr():
            return ["".join(filled(part) for part in value.values)]
        case ast.Name():
            return [text for found in assigned(value.id, around) for text in texts(found, around)]
    return []


def filled(part: ast.expr) -> str:
    """A part of an f-string: as it is, or the name of what is filled in."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Attribute) and part.value.attr[0] != "_":
        return "{" + part.value.attr + "}"
    names = [node.id for node in ast.walk(part) if isinstance(node, ast.Name)]
    return "{" + (names[-1] if names else "…") + "}"


def assigned(name: str, around: ast.AST) -> Iterable[ast.expr]:
    """What a name is set to inside a function."""
    return [
        node.value
        for node in ast.walk(around)
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets)
    ]
