"""The commands on pages, and whether they are real: of `ekc`, of make, of Python's modules, of kubectl and helm."""

import importlib.util
import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
import typer.main

from deploy.local.layout import ROOT
from services.desk.cli.main import app
from tests.docs.pages import BLOCK, blocks

INLINE = re.compile(r"`([^`\n]+)`")
OF_ALL = ("--as", "--url")
"""Options before any command, each with a word after it."""
PLACEHOLDER = re.compile(r"<[\w |-]+>|\$\{?\w+\}?|\.\.\.|…|\[[\w ]+\]")
PROGRAMS = ("ekc", "make", "python", "kubectl", "helm")
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
NUMBERS = {int, float}
"""Kinds of options into which no word can be put."""
USAGE: Any = typer.BadParameter.__mro__[1]
"""What is raised for a command that cannot be, whichever parser typer brings along."""
WORD = "x"
"""Stands for what the reader puts in."""


def commands(page: Path) -> Iterator[list[str]]:
    """Every command of these programs on a page, in blocks and within sentences, as words."""
    yield from in_blocks(page)
    yield from of_these(INLINE.findall(BLOCK.sub("", page.read_text())))


def in_blocks(page: Path) -> Iterator[list[str]]:
    """Those that are typed as they stand there."""
    yield from of_these(line for block in blocks(page, "sh") for line in block.replace("\\\n", " ").splitlines())


def of_these(lines: Iterable[str]) -> Iterator[list[str]]:
    """The commands of these programs in lines."""
    for line in lines:
        for one in re.split(r"&&|\|\||;|(?<!<)\||\$\(", line):
            if words := as_words(one):
                yield words


def as_words(line: str) -> list[str]:
    """A command without where it is from, or nothing if it is none of these programs."""
    try:
        words = shlex.split(PLACEHOLDER.sub(WORD, line).strip(" )"), comments=True)
    except ValueError:
        return []
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        del words[0]
    words = words[: next((place for place, word in enumerate(words) if word in {"<<END", "&", ">", "<"}), len(words))]
    if not words:
        return []
    program = Path(words[0]).name
    return [program, *words[1:]] if program in PROGRAMS else []


def mistake(words: list[str], *, typed: bool = False) -> str | None:
    """What is not real about a command; nothing if it is. One that is typed has all that it needs."""
    program, *rest = words
    checks = {"make": of_make, "python": of_python}
    if program == "ekc":
        return of_ekc(rest, typed=typed)
    return checks[program](rest) if program in checks else None


def of_ekc(words: list[str], *, typed: bool) -> str | None:
    """Whether `ekc` takes these words. A group alone is named and run by nobody, as is a command in a sentence."""
    command: Any = typer.main.get_command(app)
    context = typer.Context(command, info_name="ekc", resilient_parsing=True)
    while hasattr(command, "commands"):
        while words and words[0].startswith("-"):
            words = words[2:] if words[0] in OF_ALL else words[1:]
        if not words or words[0] == WORD:
            return None
        if words[0] not in command.commands:
            return f"ekc has no {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    try:
        if words or typed:
            command.make_context("ekc", numbered(command, words), parent=context).close()  # it opened a file
    except USAGE as error:
        said: str = error.format_message()
        to_put_in = "No such file" in said or ("Invalid value" in said and WORD in words)
        return None if to_put_in else said
    except typer.Exit:
        return None
    return None


def numbered(command: Any, words: list[str]) -> list[str]:
    """Numbers where numbers are wanted: a reader puts one in."""
    options = [one for one in command.params if one.type_descriptor.annotation in NUMBERS]
    wanted = {name for one in options for name in one.opts}
    return ["1" if word == WORD and place and words[place - 1] in wanted else word for place, word in enumerate(words)]


def of_make(words: list[str]) -> str | None:
    """Whether there is such a target."""
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    unknown = [word for word in words if "=" not in word and not word.startswith("-") and word not in targets]
    return f"make has no {unknown[0]}" if unknown and unknown[0] != WORD else None


def of_python(words: list[str]) -> str | None:
    """Whether there is such a module."""
    if words[:1] != ["-m"] or len(words) < 2:
        return None
    return None if importlib.util.find_spec(words[1]) else f"there is no module {words[1]}"
