"""The agreements with agencies, read from the file in which operators keep them."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from contracts.agreement import Agreement, Agreements
from services.chassis.written import bad, written


def agreements(path: Path) -> Mapping[str, Agreement]:
    """What is agreed with each agency, by the name in its topics.

    Raises:
        BadFile: it cannot be used: its line and the reason.
    """
    file = written(path)
    try:
        return Agreements.model_validate(file.content).root
    except ValidationError as error:
        raise bad(file, error) from None
