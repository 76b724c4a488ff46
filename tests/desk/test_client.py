"""What somebody who asks the desk is told where it is not there."""

import httpx
import pytest

from services.desk.cli.client import Desk, DeskError


def gone(_: httpx.Request) -> httpx.Response:
    """The desk ends while it is asked."""
    raise httpx.RemoteProtocolError("gone")


def test_a_command_that_broke_off_may_be_sent_again_and_says_so() -> None:
    """Promise 1: nobody knows whether it was taken; the same once more has one effect. Reading needs no such word."""
    desk = Desk(httpx.Client(base_url="http://desk.example", transport=httpx.MockTransport(gone)))

    with pytest.raises(DeskError, match="asking again is harmless"):
        desk.send({})
    with pytest.raises(DeskError, match=r"cannot be reached \(RemoteProtocolError\)\.$"):
        desk.get("/cases")
