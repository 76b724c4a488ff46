"""The agreements in their file, and what each command of `ekc agency` makes of one, or refuses."""

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

from contracts.agreement import Agreement, Agreements, State
from services.chassis.agreements import agreements
from services.chassis.written import written


class NotAgreed(Exception):
    """What is asked of an agency cannot be; the text says why, and what to do."""


class Register:
    """The file. Of a change only the lines of that agency are written anew: what people wrote beside them stays."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> Mapping[str, Agreement]:
        """What is agreed with each agency; nothing where there is no file yet.

        Raises:
            BadFile: it cannot be used.
        """
        return agreements(self.path) if self.path.exists() else {}

    def one(self, name: str) -> Agreement:
        """What is agreed with one of them.

        Raises:
            NotAgreed: nothing is, or not any more.
        """
        known = self.all().get(name)
        if known is None:
            raise NotAgreed(f"nothing is agreed with {name}: `ekc agency list` shows who there is.")
        if known.state is State.REMOVED:
            raise NotAgreed(f"{name} was removed.")
        return known

    def free(self, name: str) -> None:
        """Whether a new agency can be called that.

        Raises:
            NotAgreed: it cannot: another is, or was.
            ValidationError: no agency can.
        """
        known = self.all().get(name)
        if known and known.state is State.REMOVED:
            raise NotAgreed(f"{name} was removed, and its name is never another's, for ids are minted of it.")
        if known:
            raise NotAgreed(f"{name} is there already: change its lines in {self.path.name}, then `ekc agency apply`.")

    def put(self, name: str, agreement: Agreement) -> None:
        """Write one of them down, at once for whoever reads the file meanwhile."""
        said = agreement.model_dump(mode="json", exclude_defaults=True)
        lines = yaml.safe_dump({name: said}, sort_keys=False, allow_unicode=True).splitlines(keepends=True)
        text = self.path.read_text("utf-8").splitlines(keepends=True) if self.path.exists() else []
        begin, end = self.place(name, text)
        new = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        new.write_text("".join([*text[:begin], *lines, *text[end:]]), "utf-8")
        Agreements.model_validate(written(new).content)
        new.replace(self.path)

    def place(self, name: str, text: list[str]) -> tuple[int, int]:
        """From which line to which an agency stands in the file; the end of the file if it does not."""
        known = written(self.path) if text else None
        begins = {place[0]: line - 1 for place, line in known.lines.items() if len(place) == 1} if known else {}
        if name not in begins:
            return len(text), len(text)
        begin = begins[name]
        end = min((line for line in begins.values() if line > begin), default=len(text))
        while text[end - 1].lstrip().startswith("#") or not text[end - 1].strip():
            end -= 1  # what stands above the next one is said of that
        return begin, end


def changed(agreement: Agreement, **changes: object) -> Agreement:
    """The agreement, otherwise as it was."""
    return Agreement.model_validate({**agreement.model_dump(), **changes})


def rotated(agreement: Agreement) -> Agreement:
    """With the other user beside the one that there is: both may do the same until the older one goes.

    Raises:
        NotAgreed: both are there already, or it may do nothing.
    """
    if len(agreement.users) > 1:
        raise NotAgreed("its secret is being replaced already: end that with `--finish`.")
    if agreement.state is not State.ACTIVE:
        raise NotAgreed("it is suspended: resume it first.")
    (current,) = agreement.users
    return changed(agreement, users=(current, 3 - current))


def finished(agreement: Agreement) -> Agreement:
    """Without the older of two users.

    Raises:
        NotAgreed: there is one only.
    """
    if len(agreement.users) < 2:
        raise NotAgreed("no secret of it is being replaced.")
    return changed(agreement, users=agreement.users[1:])
