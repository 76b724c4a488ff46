"""What is not as it should be with the declarations, in sentences that say what to do."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from contracts.catalogue import messages
from contracts.declared.declaration import Declaration, Rests
from contracts.declared.fields import Field, fields, said_in
from contracts.declared.texts import kept_apart, known, names, takes_text
from contracts.envelope import Envelope


def declared_models() -> tuple[type[BaseModel], ...]:
    """Every message, and the envelope that each of them has."""
    return (*messages(), Envelope)


def wrong(models: Sequence[type[BaseModel]] | None = None) -> list[str]:
    """Each field is declared, as sealed where it is marked; each declaration is of a field that is there."""
    every = models or declared_models()
    found = [(model, field) for model in every for field in fields(model)]
    sure, unsure = [], []
    for model, field in found:
        try:
            sure.append((model, field, field.declaration()))
        except LookupError as missing:
            unsure.append(f"{model.__name__}.{missing.args[0]}")
    unread = () if unsure or models else (*unused(field for _, field in found), *stale(field for _, field in found))
    return [*unsure, *(said for one in sure for said in contradictions(*one)), *unread]


def contradictions(model: type[BaseModel], field: Field, declaration: Declaration) -> list[str]:
    """What a declaration says that the field does not."""
    place, said = f"{model.__name__}.{field.path}", []
    if field.sealed != (declaration.rests is Rests.SEALED):
        mark = "marked as personal" if field.sealed else "not marked as personal"
        said.append(f"{place} is {mark}, and declared as {declaration.title}, which rests {declaration.rests}.")
    if declaration.personal and declaration.rests is Rests.READABLE and not declaration.why_readable:
        said.append(f"{place}: {declaration.title} is personal and readable: say why in contracts/declared/kinds.")
    if takes_text(field) and not kept_apart(field) and not any(name in known() for name in names(field)):
        said.append(
            f"{place} takes any text and is not sealed: mark it as personal, "
            "or say in contracts/declared/texts.py who alone writes it."
        )
    return said


def unused(found: Iterable[Field]) -> list[str]:
    """What is declared though no field is called so; a class counts before the name alone."""
    used: dict[str, set[str]] = {}
    for field in found:
        said = said_in(field.area)
        used.setdefault(field.area, set()).add(next(name for name in field.names if name in said))
    return [
        f"contracts/declared/{area}.py declares `{name}`, and there is no such field."
        for area in sorted(used)
        for name in sorted(said_in(area).keys() - used[area])
    ]


def stale(found: Iterable[Field]) -> list[str]:
    """What is said to be written by nobody though no field is called so."""
    there = {name for field in found if takes_text(field) for name in names(field)}
    return [f"contracts/declared/texts.py: `{name}` takes no text." for name in sorted(known().keys() - there)]
