"""A client of the desk's API: what `ekc` uses, and anybody else in Python can."""

import ssl
from dataclasses import dataclass
from typing import Any, Self

import httpx

PATIENCE = 15.0
"""Seconds beyond what the desk itself was asked to wait."""


class DeskError(Exception):
    """The desk's answer is no success. `problem` is what it said (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or "The desk could not do it."))
        self.problem = problem


class Refused(DeskError):
    """A rule said no."""


class NoAnswer(DeskError):
    """Nothing came of it in time. Asking again with the same id is harmless."""


class BadInput(DeskError):
    """What was sent is not right; `places` in the problem say where."""


@dataclass(frozen=True)
class Desk:
    """A desk at an address, with somebody's token."""

    http: httpx.Client

    @classmethod
    def at(cls, url: str, token: str, authority: str | None = None, role: str = "") -> Self:
        """The desk at an address; its certificate is of this authority (a file), or of one that the system trusts.

        `role` is for somebody whose groups give them several: as which of them they ask.
        """
        verify = ssl.create_default_context(cafile=authority)
        headers = {"authorization": f"Bearer {token}", **({"ekc-role": role} if role else {})}
        return cls(httpx.Client(base_url=url, headers=headers, trust_env=False, verify=verify))

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def send(self, command: dict[str, Any]) -> dict[str, Any]:
        """Send a command, and wait for what comes of it.

        Raises:
            Refused, NoAnswer, BadInput, DeskError: it was no success.
        """
        return self.answer("POST", "/commands", wait=float(command.get("wait_seconds", 10)), json=command)

    def get(self, path: str, **parameters: Any) -> dict[str, Any]:
        """Read something; parameters that are nothing are left out."""
        given = {name: value for name, value in parameters.items() if value is not None}
        return self.answer("GET", path, wait=float(given.get("wait", 0)), params=given)

    def replay(self, letter: str, wait_seconds: float) -> dict[str, Any]:
        """Have a dead letter handled again, and wait for its effect."""
        return self.answer(
            "POST", f"/dead-letters/{letter}/replay", wait=wait_seconds, params={"wait_seconds": wait_seconds}
        )

    def discard(self, topic: str) -> dict[str, Any]:
        """Have the dead letters of a topic discarded."""
        return self.answer("POST", "/dead-letters/discard", wait=0, params={"topic": topic})

    def replay_group(self, group: str, after: str, most: int, wait_seconds: float) -> dict[str, Any]:
        """Have the next letters of a group handled again, and wait for their effect."""
        given = {"after": after, "most": most, "wait_seconds": wait_seconds}
        return self.answer("POST", f"/dead-letter-groups/{group}/replay", wait=wait_seconds, params=given)

    def discard_group(self, group: str, reason: str) -> dict[str, Any]:
        """Have the letters of a group discarded."""
        return self.answer("POST", f"/dead-letter-groups/{group}/discard", wait=0, params={"reason": reason})

    def operate(self, act: str, about: str, **more: Any) -> dict[str, Any]:
        """Have parts do something, or write down what an operator does without the desk."""
        return self.answer("POST", "/operations", wait=0, json={"act": act, "about": about, **more})

    def answer(self, method: str, path: str, *, wait: float, **request: Any) -> dict[str, Any]:
        """Ask, and give the answer."""
        try:
            response = self.http.request(method, path, timeout=wait + PATIENCE, **request)
        except httpx.TimeoutException:
            raise NoAnswer({"detail": "The desk did not answer in time."}) from None
        except httpx.HTTPError as error:
            again = "" if method == "GET" else " Whether it took this is not known: asking again is harmless."
            raise DeskError({"detail": f"The desk cannot be reached ({type(error).__name__}).{again}"}) from None
        return self.read(response)

    @staticmethod
    def read(response: httpx.Response) -> dict[str, Any]:
        """What the desk said.

        Raises:
            DeskError: it was no success.
        """
        try:
            body: dict[str, Any] = response.json()
        except ValueError:
            raise DeskError({"detail": f"What answered is no desk (status {response.status_code})."}) from None
        if response.is_success:
            return body
        kinds = {403: Refused, 409: Refused, 422: BadInput, 504: NoAnswer}
        raise kinds.get(response.status_code, DeskError)(body)
