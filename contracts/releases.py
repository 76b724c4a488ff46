"""Schemas that were released: kept as they were, and what is said now is compared with them.

`python -m contracts.releases` compares; `python -m contracts.releases keep 1.1.0` keeps what changed since. A release
holds the schemas that it changed; `SHA256SUMS` lists them all, so that none is edited or lost.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from contracts import json_schema
from contracts.catalogue import messages
from contracts.compatibility import Mode, breaks

HERE = Path(__file__).parent / "released"
SUMS = "SHA256SUMS"

type Schemas = Mapping[str, Any]
"""Schema by the type of its message."""


def versions(folder: Path = HERE) -> list[str]:
    """The releases, the last one last."""
    found = [path.name for path in folder.iterdir() if path.is_dir()]
    return sorted(found, key=lambda name: [int(number) for number in name.split(".")])


def released(folder: Path = HERE) -> Iterator[tuple[str, str, Any]]:
    """(version, type, schema) of all that was ever released, in order."""
    for version in versions(folder):
        for path in sorted((folder / version).glob("*.json")):
            yield version, path.stem, json.loads(path.read_text())


def today() -> dict[str, Any]:
    """The schemas as the contracts have them now."""
    return {kind.type: json_schema.schema_of(kind) for kind in messages()}


def broken(now: Schemas, folder: Path = HERE) -> Iterator[str]:
    """What breaks with any release: all of them may still be on a topic, or be read by somebody."""
    for version, name, schema in released(folder):
        mode = Mode(schema["x-compatibility"])
        if name in now:
            yield from (f"{name}: {one} (released in {version}, {mode})" for one in breaks(mode, schema, now[name]))
        elif mode is not Mode.FORWARD:
            yield f"{name}: is gone, and what was written in {version} can no longer be read ({mode})"


def altered(folder: Path = HERE) -> list[str]:
    """Released files that are not as they were, are missing, or are listed nowhere."""
    lines = (folder / SUMS).read_text().splitlines()
    listed = {name: digest for digest, name in map(str.split, lines)}
    there = {name: digest(folder / name) for name in files(folder)}
    return sorted(name for name in listed.keys() | there.keys() if listed.get(name) != there.get(name))


def files(folder: Path) -> list[str]:
    """Every released file, by its place."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*"))


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def keep(version: str, now: Schemas, folder: Path = HERE) -> int:
    """Keep what was not released in this form yet; how many schemas that are."""
    before = {name: schema for _, name, schema in released(folder)}
    changed = {name: schema for name, schema in now.items() if before.get(name) != schema}
    (folder / version).mkdir()
    for name, schema in changed.items():
        (folder / version / f"{name}.json").write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    (folder / SUMS).write_text("".join(f"{digest(folder / name)}  {name}\n" for name in files(folder)))
    return len(changed)


def main(arguments: Sequence[str]) -> int:
    """Say what is altered or broken; keep a release only when nothing is."""
    found = [f"{name}: released, and not as it was" for name in altered()]
    found += broken(today())
    for line in found:
        print(line)
    if found:
        print("A change that breaks is a new major version: docs/how-to/change-a-message.md")
        return 1
    match arguments:
        case ["keep", version]:
            print(f"{keep(version, today())} schemas kept as {version}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
