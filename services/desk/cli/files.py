"""Files: commands and referrals that people wrote down in YAML, and what is written for them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import typer
import yaml


def read(file: Any, is_one: Callable[[dict[str, Any]], bool], otherwise: str) -> dict[str, Any]:
    """What is in a file, as JSON can hold it.

    Raises:
        typer.BadParameter: it is not YAML, or not what it should be.
    """
    try:
        data = yaml.safe_load(file)
    except yaml.YAMLError as error:
        raise typer.BadParameter(f"not YAML: {error}") from None
    if not isinstance(data, dict) or not is_one(data):
        raise typer.BadParameter(otherwise)
    return {str(name): plain(value) for name, value in data.items()}


def plain(value: Any) -> Any:
    """A value of YAML as JSON can hold it: dates as text."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def saved(file: Path, text: str, option: str) -> None:
    """Write a file.

    Raises:
        typer.BadParameter: it cannot be written there.
    """
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be written: {error.strerror}", param_hint=option) from None
