"""Takes out of installed packages what no process reads: `python slimmed.py /opt/ekc/lib`, while an image is built.

Sources that were compiled, how languages write that the desk does not speak (28 of the 258 MB of `ekc-ops`), and what
compiled libraries carry for debuggers alone (51 MB). What the loader maps into memory stays as it is, byte for byte.
`strip` would do the same, but no slim base has it.
"""

import struct
import sys
from pathlib import Path

COMPILED = {".c", ".cpp", ".h", ".hpp", ".proto", ".pxd", ".pyi", ".pyx", ".rs"}
LANGUAGES = {"ar", "en", "nl", "pl", "root", "tr"}
"""Those of notices (`services/desk/catalogues`), and what Babel has all others begin with."""
ELF_64 = b"\x7fELF\x02\x01"
"""How a library begins: ELF, 64 bits, little-endian."""
SECTIONS, SEGMENTS = 40, 32
"""Where the header says where the table of sections is, which debuggers read, and that of segments, which the loader
reads (ELF-64 object file format, chapter 2)."""


def slim(folder: Path) -> None:
    """All of a folder."""
    for path in folder.rglob("*.*"):
        if path.suffix in COMPILED or unspoken(path):
            path.unlink()
        elif path.is_file() and ".so" in path.suffixes:
            path.write_bytes(mapped(path.read_bytes()))


def unspoken(path: Path) -> bool:
    """Whether it says how a language writes that the desk does not speak."""
    return path.parent.name == "locale-data" and path.stem.partition("_")[0] not in LANGUAGES


def mapped(library: bytes) -> bytes:
    """A library up to the end of its last segment, without a table of sections."""
    if not library.startswith(ELF_64):
        return library
    (first,) = struct.unpack_from("<Q", library, SEGMENTS)
    size, count = struct.unpack_from("<HH", library, 54)
    segments = [struct.unpack_from("<II6Q", library, first + number * size) for number in range(count)]
    end = max(offset + in_file for _, _, offset, _, _, in_file, _, _ in segments)
    kept = bytearray(library[:end])
    struct.pack_into("<Q", kept, SECTIONS, 0)
    struct.pack_into("<HH", kept, 60, 0, 0)  # how many sections, and which of them has their names
    return bytes(kept)


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
