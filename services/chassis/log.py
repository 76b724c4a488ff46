"""Logging: JSON in production, readable on a terminal. Ids and counts only, never what a message says."""

import logging
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

import structlog
from pydantic_core import to_json

if TYPE_CHECKING:
    from structlog.typing import Processor

QUIET = ("aiokafka", "faststream", "httpx", "httpcore", "uvicorn", "asyncio", "alembic", "sqlalchemy")
"""Libraries whose warnings are heard, and no more at any level: in detail they quote records, headers and tokens."""


class Fast:
    """How several lines are written at once."""

    part: str | None = None
    """The part that speaks, where lines are JSON."""


def configure(part: str, log_format: str, level: str = "info") -> None:
    """Set up structlog for this process, and bring other libraries' warnings into the same stream."""
    console = log_format == "console"
    Fast.part = None if console else part
    shared: list[Processor] = [
        partial(in_part, part),
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer(serializer=as_text)
    )
    fast: Processor = renderer if console else structlog.processors.JSONRenderer(serializer=as_bytes)
    structlog.configure(
        processors=[*shared, error_type_only, fast],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=(
            structlog.WriteLoggerFactory(sys.stderr) if console else structlog.BytesLoggerFactory(sys.stderr.buffer)
        ),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[drop_foreign_extras, renderer])
    )
    foreign = logging.DEBUG if level == "debug" else logging.WARNING
    logging.basicConfig(handlers=[handler], level=foreign, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def many(module: str, event: str, entries: Sequence[Mapping[str, object]]) -> None:
    """Several lines of one kind, in one write: 2 us a line where each alone takes 10, on a path that has one for each
    decision."""
    own = logger(module)
    if not own.is_enabled_for(logging.INFO) or not entries:
        return
    if Fast.part is None:
        for entry in entries:
            own.info(event, **entry)
        return
    same = {"part": Fast.part, "level": "info", "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z")}
    lines = [as_bytes({**entry, "module": module, "event": event, **same}) for entry in entries]
    sys.stderr.buffer.write(b"\n".join([*lines, b""]))
    sys.stderr.buffer.flush()


def in_part(part: str, _logger: object, _name: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Say which part speaks."""
    entry["part"] = part
    return entry


def as_bytes(entry: object, **_: object) -> bytes:
    """One line of JSON; 5 us less than the standard library's on a path that writes one for each decision."""
    return to_json(entry, fallback=str)


def as_text(entry: object, **_: object) -> str:
    """The same as text, for records of other libraries."""
    return as_bytes(entry).decode()


def error_type_only(_logger: object, _name: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Keep an error's type and place, not its text: texts of errors can quote what a message says."""
    error = entry.pop("error", None)
    if isinstance(error, BaseException):
        entry["error"] = type(error).__name__
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        if trace:
            entry["at"] = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        state = getattr(error, "sqlstate", None)
        if state:
            entry["sqlstate"] = state
    return entry


def drop_foreign_extras(_logger: object, _name: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Of other libraries' records keep the line; exceptions are reduced to their type and place."""
    entry.pop("_record", None)
    entry.pop("_from_structlog", None)
    exc_info = entry.pop("exc_info", None)
    return error_type_only(_logger, _name, {**entry, "error": exc_info[1]} if exc_info else entry)


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger for one module; `logger("relay").info("what happened", count=3)`."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(module=name))
