"""Is every part ready? The desk asks it of each, and so does the test of a release (`helm test`).

`python -m services.desk.operations.asking` is told where parts answer as the desk is: `EKC_PARTS_URLS`, and
`EKC_HTTP_CA_FILE`. It is nobody, for health is told to everybody; its exit code is 1 when a part is not ready.
"""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from pydantic import FilePath

from services.chassis import tls
from services.chassis.settings import BadSettings, FencedSettings
from services.desk.operations import parts

ANSWER_SECONDS = 5.0


class Told(FencedSettings):
    """Where parts answer."""

    parts_urls: dict[str, str]
    http_ca_file: FilePath | None = None


async def asked(urls: Mapping[str, str], authority: Path | None) -> dict[str, Any]:
    """Readiness, lag and outage of each part. One that does not answer is not ready."""
    verify = tls.trusting(authority)
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, verify=verify) as client:
        answers = await asyncio.gather(*(ask(client, url) for url in urls.values()))
    found = dict(zip(urls, answers, strict=True))
    return {"ready": all(part["ready"] for part in answers), "parts": found}


async def ask(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """What a part says of itself."""
    try:
        answer = await client.get(f"{url}/readyz")
        return {"ready": False, **answer.json()}
    except (httpx.HTTPError, ValueError) as error:
        return {"ready": False, "why": type(error).__name__}


def main() -> str | int:
    """What is wrong, or the exit code; a line for each part."""
    try:
        told = Told.told()
    except BadSettings as error:
        return f"These settings cannot be used: {error}"
    found = asyncio.run(asked(told.parts_urls, told.http_ca_file))
    for one in parts.ready(found):
        print(f"{one.state:8}{one.name}: {one.said}")
    return 0 if found["ready"] else 1


if __name__ == "__main__":
    sys.exit(main())
