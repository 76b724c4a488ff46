"""The client of the keyring: the data keys of subjects, from a short-lived cache or the privacy service."""

import time
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

import httpx
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json

from services.chassis import tls
from services.chassis.sealing import Keys, SubjectKey
from services.chassis.settings import Settings
from services.chassis.tracing import headers

ANSWER_SECONDS = 3.0
"""How long an answer is waited for. What was opened ahead asks once more: an outage is noticed after two of them."""
CACHED_SECONDS = 300
"""How long a key may be used after it was fetched, by a reader that did not hear of an erasure meanwhile."""
CACHED_KEYS = 4_000


class KeyringUnreachable(Exception):
    """The keyring did not answer: work that needs a key waits."""


class Keyring(Protocol):
    """Where data keys come from."""

    async def open(self, subjects: Collection[str]) -> Keys:
        """The keys of subjects. Unknown subjects are left out; erased ones have no versions."""
        ...

    async def create(self, subjects: Collection[str]) -> Keys:
        """The keys of subjects, made where there is none. Idempotent; an erased subject stays erased."""
        ...

    def forget(self, subjects: Collection[str]) -> None:
        """Keep no key of these subjects in memory: they were erased."""
        ...


class Ciphers(Mapping[int, AESGCM]):
    """The keys of a subject in base64, each made ready when it is first used: of those asked for ahead many never are.

    Made ready at once they took 16 us each, of 20 that it took to read them from the answer.
    """

    __slots__ = ("keys_in_base64", "ready")

    def __init__(self, keys_in_base64: dict[int, str]) -> None:
        self.keys_in_base64 = keys_in_base64
        self.ready: dict[int, AESGCM] = {}

    def __getitem__(self, version: int) -> AESGCM:
        """The cipher of a version.

        Raises:
            KeyError: there is none.
        """
        if version not in self.ready:
            self.ready[version] = AESGCM(b64decode(self.keys_in_base64[version]))
        return self.ready[version]

    def __iter__(self) -> Iterator[int]:
        """The versions."""
        return iter(self.keys_in_base64)

    def __len__(self) -> int:
        """How many there are; none where the subject is erased."""
        return len(self.keys_in_base64)


class HttpKeyring:
    """The keyring of the privacy service over HTTP."""

    def __init__(self, settings: Settings) -> None:
        self._client = httpx.AsyncClient(
            base_url=settings.keyring_url,
            headers={"authorization": f"Bearer {settings.keyring_token.get_secret_value()}"},
            timeout=ANSWER_SECONDS,
            trust_env=False,
            verify=tls.parts(settings),
        )
        self._cache: dict[str, tuple[float, SubjectKey]] = {}

    async def open(self, subjects: Collection[str]) -> Keys:
        """See `Keyring`.

        Raises:
            KeyringUnreachable: no answer.
        """
        return await self._get("open", subjects)

    async def create(self, subjects: Collection[str]) -> Keys:
        """See `Keyring`.

        Raises:
            KeyringUnreachable: no answer.
        """
        return await self._get("create", subjects)

    def forget(self, subjects: Collection[str]) -> None:
        """See `Keyring`."""
        for subject in subjects:
            self._cache.pop(subject, None)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _get(self, how: str, subjects: Collection[str]) -> dict[str, SubjectKey]:
        """Keys from the cache, the others from the privacy service; a key that is known is not made again."""
        now = time.monotonic()
        found: dict[str, SubjectKey] = {}
        missing: list[str] = []
        for subject in subjects:
            cached = self._cache.get(subject)
            if cached and cached[0] > now:
                found[subject] = cached[1]
            else:
                missing.append(subject)
        if missing:
            found.update(await self._ask(how, missing))
        return found

    async def _ask(self, what: str, subjects: list[str]) -> dict[str, SubjectKey]:
        try:
            answer = await self._client.post(f"/keys/{what}", json={"subjects": subjects}, headers=headers())
            answer.raise_for_status()
        except (httpx.HTTPError, OSError) as error:
            raise KeyringUnreachable from error
        keys: dict[str, SubjectKey] = {}
        for subject, versions in from_json(answer.content)["keys"].items():
            ciphers = Ciphers({int(version): key for version, key in versions.items()})
            keys[subject] = SubjectKey(current=max(ciphers, default=0), versions=ciphers)
        self._remember(keys)
        return keys

    def _remember(self, keys: dict[str, SubjectKey]) -> None:
        until = time.monotonic() + CACHED_SECONDS
        for subject, key in keys.items():
            self._cache[subject] = (until, key)
        for subject in list(self._cache)[: max(0, len(self._cache) - CACHED_KEYS)]:
            del self._cache[subject]
