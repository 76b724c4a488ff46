"""Change the keys to which agencies encrypt: `python -m services.referral.keys show|prepare|rotate|retire|forget`.

It changes a file and nothing else. The service reads the file again by itself, and publishes the current key.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from services.chassis.agency_keys import AgencyKeys, OwnKey, State, parsed

type Keys = tuple[OwnKey, ...]


class NoSuchKey(Exception):
    """There is no key of this name and state; the text says which there are."""


def prepare(keys: Keys) -> Keys:
    """Add a key that opens, and that nobody is told of yet."""
    return (*keys, OwnKey.made(State.COMING))


def rotate(keys: Keys) -> Keys:
    """Make the prepared key the current one, or a new one; the one before it still opens."""
    before = tuple(replace(one, state=State.ACCEPTED) if one.state is State.CURRENT else one for one in keys)
    coming = next((one for one in before if one.state is State.COMING), None)
    if coming is None:
        return (OwnKey.made(State.CURRENT), *before)
    return (replace(coming, state=State.CURRENT), *(one for one in before if one is not coming))


def retire(keys: Keys, name: str) -> Keys:
    """Let a key that was followed open nothing new any more.

    Raises:
        NoSuchKey: it is not one that was followed.
    """
    chosen = one_of(keys, name, State.ACCEPTED)
    return tuple(replace(one, state=State.RETIRED) if one is chosen else one for one in keys)


def forget(keys: Keys, name: str) -> Keys:
    """Destroy a retired key: what was encrypted to it is lost for good, also what waits here.

    Raises:
        NoSuchKey: it is not retired.
    """
    chosen = one_of(keys, name, State.RETIRED)
    return tuple(one for one in keys if one is not chosen)


def one_of(keys: Keys, name: str, state: State) -> OwnKey:
    """The key of this name, in this state."""
    found = next((one for one in keys if one.id == name and one.state is state), None)
    if found is None:
        there = ", ".join(one.id for one in keys if one.state is state) or "none"
        raise NoSuchKey(f"{name} is no key that is {state}. There is: {there}.")
    return found


def written(keys: Keys) -> str:
    """The file, private halves included."""
    found = [{**one.key.as_dict(private=True), "state": one.state.value} for one in keys]
    return json.dumps({"keys": found}, indent=2) + "\n"


def public(keys: Keys) -> str:
    """What agencies are to encrypt to, as a JWK set (RFC 7517 section 5)."""
    return AgencyKeys(keys).published().model_dump_json(indent=2) + "\n"


def save(file: Path, text: str, mode: int) -> None:
    """Replace a file as a whole: whoever reads it sees the old or the new one."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as opened:
        opened.write(text)
    new.replace(file)


def establish(file: Path, public_file: Path) -> None:
    """Make the first key, where there is no file yet, and write its public half beside it."""
    if not file.exists():
        keys = (OwnKey.made(State.CURRENT),)
        save(public_file, public(keys), 0o644)
        save(file, written(keys), 0o600)


CHANGES: Mapping[str, Callable[[Keys], Keys]] = {"prepare": prepare, "rotate": rotate}
CHANGES_OF_ONE: Mapping[str, Callable[[Keys, str], Keys]] = {"retire": retire, "forget": forget}


def asked() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(prog="services.referral.keys", description=__doc__)
    parser.add_argument("--file", type=Path, default=os.environ.get("EKC_INBOUND_KEYS_FILE"), help="the private keys")
    parser.add_argument("--public", type=Path, help="where to write the public half of the current one")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("show", help="Say which there are.")
    for name, change in CHANGES.items():
        commands.add_parser(name, help=change.__doc__)
    for name, change_of_one in CHANGES_OF_ONE.items():
        commands.add_parser(name, help=str(change_of_one.__doc__).splitlines()[0]).add_argument("key")
    return parser


def changed(keys: Keys, command: str, name: str) -> Keys:
    """The keys after a command.

    Raises:
        NoSuchKey: it was about a key that is not there.
    """
    if command in CHANGES:
        return CHANGES[command](keys)
    return CHANGES_OF_ONE[command](keys, name) if command in CHANGES_OF_ONE else keys


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = asked()
    given = parser.parse_args(arguments)
    if given.file is None:
        parser.error("Of which file? --file, or EKC_INBOUND_KEYS_FILE.")
    file = Path(given.file)
    before = parsed(file.read_text())
    try:
        keys = changed(before, given.command, getattr(given, "key", ""))
    except NoSuchKey as refused:
        print(refused, file=sys.stderr)
        return 1
    if keys != before:
        save(file, written(keys), 0o600)
    if given.public:
        save(given.public, public(keys), 0o644)
    print("\n".join(f"{one.id}  {one.state}" for one in keys))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
