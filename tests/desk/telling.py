"""What tests of notices do with the desk."""

from typing import Any

from services.desk.notices.notifier import Notifier
from tests.desk.cases import CASE
from tests.desk.house import House


async def tell(house: House) -> None:
    """Let the notifier do what it can do now."""
    await Notifier(house.desk, lambda: None).work_off()


async def notices(house: House, role: str = "manager", **parameters: Any) -> dict[str, dict[str, Any]]:
    """The notices of the case by id."""
    found = (await house.get(f"/cases/{CASE}/notices", role, **parameters))["notices"]
    return {one["notice"]: one for one in found}


async def people(house: House) -> dict[str, dict[str, Any]]:
    """Who is in the case, by id."""
    return {one["id"]: one for one in (await house.get(f"/cases/{CASE}"))["people"]}
