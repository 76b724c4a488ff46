"""How much a batch of records may unpack to. aiokafka 0.14 unpacks a whole batch into memory, however much that is.

Kafka bounds a batch as it is sent: a megabyte of gzip can hold a gigabyte of zeros. It can neither bound what that
unpacks to nor refuse a codec, so the reader has to.
"""

import zlib
from typing import Any, NoReturn

import aiokafka.record.default_records as python
from aiokafka.errors import CorruptRecordException, UnsupportedCodecError
from aiokafka.record import _crecords as compiled

MOST_BYTES = 16 << 20
"""Of one batch: sixteen times what Kafka lets it be when it is not compressed."""


def bound() -> None:
    """Have aiokafka unpack gzip up to the limit, and no other codec: those it leaves to a library without one."""
    modules: tuple[Any, ...] = (python, compiled.default_records)
    for module in modules:
        module.gzip_decode = unpacked
        module.snappy_decode = module.lz4_decode = module.zstd_decode = refused


def unpacked(packed: bytes) -> bytes:
    """What a gzip holds.

    Raises:
        CorruptRecordException: it is none, or holds more than the limit.
    """
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        found = unpacking.decompress(packed, MOST_BYTES)
    except zlib.error:
        raise CorruptRecordException("no gzip") from None
    if not unpacking.eof:
        raise CorruptRecordException(f"more than {MOST_BYTES} bytes, or cut off")
    return found


def refused(_: bytes) -> NoReturn:
    """Another codec.

    Raises:
        UnsupportedCodecError: always.
    """
    raise UnsupportedCodecError("only gzip is unpacked, for only of gzip can it be bounded")
