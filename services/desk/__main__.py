"""Run the desk: read model, notifier and HTTP API."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.routing import Mount

from services.chassis import runtime
from services.chassis.app import App
from services.chassis.settings import Settings
from services.chassis.taking_over import after
from services.desk.api.app import api
from services.desk.app import LETTERS, SERVICE
from services.desk.desk import Desk, opened
from services.desk.notices.notifier import Notifier
from services.desk.read_model.waiting import Waiting
from services.desk.settings import DeskSettings
from services.desk.signin.groups import Groups
from services.desk.signin.signing_keys import signing_keys
from services.desk.signin.tokens import Tokens

WAITING = "SELECT (SELECT count(*) FROM notices WHERE state = 'due') AS due, (SELECT count(*) FROM outbox) AS outbox"


class DeskApp(App):
    """The message path of the desk; a notice that is still to be sent is not published yet."""

    desk: Desk

    async def readiness(self) -> Mapping[str, Any]:
        """As every part's, and how many notices wait: counted after the lag, and at one moment with the outbox."""
        state = await super().readiness()
        if self.truth.why:
            return state
        waiting = await self.desk.pool.fetchrow(WAITING)
        assert waiting is not None
        return {**state, "outbox": waiting["outbox"] + waiting["due"], "notices_due": waiting["due"]}


@asynccontextmanager
async def running(_: Settings) -> AsyncIterator[DeskApp]:
    """The desk with everything that works beside its message path."""
    own = DeskSettings.told()
    tokens = Tokens(signing_keys(own), own.oidc_issuer, own.oidc_audience, Groups.read(own.groups_file))
    async with opened(own) as desk:
        app = DeskApp(SERVICE, own, routes=[Mount("/", api(desk, tokens))], extra_topics=LETTERS)
        app.desk = desk
        async with app:
            desk.accepting.wake_relay = app.relay.wake.set
            notifying = after(app.taking_over, Notifier(desk, app.relay.wake.set).run())
            notifier = asyncio.create_task(notifying, name="notifier")
            app.tasks.append(notifier)
            waiting = asyncio.create_task(Waiting(desk.pool).run(), name="waiting")
            app.tasks.append(waiting)
            try:
                yield app
            finally:
                notifier.cancel()
                waiting.cancel()


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until told to stop."""
    async with runtime.living(running(settings), stop) as app:
        if app:
            await runtime.first_to_end(stop, *app.tasks)


if __name__ == "__main__":
    runtime.run(serve)
