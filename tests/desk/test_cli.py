"""`ekc` against a desk over HTTP: what people type, what they read, and how it ends."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from contracts.base import Refusal
from contracts.operations import CommandRefused, DeadLetterAnnounced
from services.chassis.http import server
from services.desk.api.app import api
from services.desk.cli.main import app
from services.desk.notices.notifier import Notifier
from services.desk.signin.tokens import Tokens
from tests.desk.cases import CASE, MONDAY, WORDS, complained, in_preparation, invitation, invited
from tests.desk.house import House
from tests.desk.issuer import token_of, tokens

INVITE = """
type: coordination.invite-participant
subject: case-1
data: {participant: "new:els", name: Els van der Zande, role: aunt}
"""


@dataclass
class Terminal:
    """Somebody at a terminal, in a folder of their own."""

    house: House
    url: str

    async def ekc(self, *words: str, typed: str | None = None, by: str = "manager") -> Result:
        """What `ekc` answers."""
        environment = {
            "EKC_ENVIRONMENT": "development",
            "EKC_DESK_URL": self.url,
            "EKC_DESK_TOKEN": token_of(by),
            "EKC_DESK_TOKEN_OPERATOR": token_of("operator"),
        }
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, words, input=typed, env=environment))


@asynccontextmanager
async def served(house: House, reads: Tokens | None = None) -> AsyncIterator[str]:
    """The desk on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    serving = server(api(house.desk, reads or tokens()), house.desk.settings)
    task = asyncio.create_task(serving.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        serving.should_exit = True
        await task


@pytest.fixture
async def terminal(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Terminal]:
    """A terminal in an empty folder."""
    monkeypatch.chdir(tmp_path)
    async with served(house) as url:
        yield Terminal(house, url)


async def test_cases_are_listed_for_people_and_for_programs(terminal: Terminal) -> None:
    """A table, or JSON."""
    assert "No cases." in (await terminal.ekc("cases")).output
    await in_preparation(terminal.house)

    listed = await terminal.ekc("cases")
    as_json = await terminal.ekc("cases", "--whose", "coordinator", "--json")

    assert (listed.exit_code, as_json.exit_code) == (0, 0)
    assert "case-1" in listed.output
    assert json.loads(as_json.stdout)["cases"][0]["id"] == CASE
    assert json.loads((await terminal.ekc("cases", "--waiting", "--json")).stdout)["cases"] == []


async def test_notices_are_listed_read_with_their_review_and_reported(terminal: Terminal) -> None:
    """R40, R44: whoever opens a text reads whether a speaker has looked at the words of its language."""
    await in_preparation(terminal.house)
    await terminal.house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    await Notifier(terminal.house.desk, lambda: None).work_off()

    listed = await terminal.ekc("notices", "list", "--channel", "mail")
    read = await terminal.ekc("case", "notices", CASE, "--texts")
    reported = await terminal.ekc("notices", "report", CASE, "notice-1", "bounced", "--wait", "0")
    chosen = await terminal.ekc("notices", "choose", CASE, "els", "--language", "tr", "--wait", "0")

    assert "notice-1" in listed.output
    assert "The words in this language (nl): not reviewed by a speaker." in read.output
    assert (reported.exit_code, chosen.exit_code) == (0, 0)
    assert [envelope["data"] for topic, envelope in await terminal.house.outbox() if topic == "ekc.desk.commands"] == [
        {"notice": "notice-1", "outcome": "bounced", "means": "spoken"},
        {"recipient": "els", "language": "tr"},
    ]


async def test_a_complaint_is_listed_and_read(terminal: Terminal) -> None:
    """R41: it is of no case; those of a case are read with it."""
    await complained(terminal.house)
    await Notifier(terminal.house.desk, lambda: None).work_off()

    assert "complaint-1" in (await terminal.ekc("notices", "list")).output
    assert WORDS in (await terminal.ekc("notices", "read", "notice-1", "--purpose", "settling it")).output
    assert (await terminal.ekc("notices", "read", "notice-2")).exit_code == 1


async def test_one_case_can_be_looked_at_from_all_sides(terminal: Terminal) -> None:
    """Who is in it, what happened, what it waits for; names only when asked for."""
    await in_preparation(terminal.house)

    assert "Els van der Zande" not in (await terminal.ekc("case", "show", CASE)).output
    assert "Els van der Zande" in (await terminal.ekc("case", "show", CASE, "--names", "--purpose", "a call")).output
    assert "The case is opened in the region noord" in (await terminal.ekc("case", "timeline", CASE)).output
    assert "It is the turn of the coordinator." in (await terminal.ekc("case", "why", CASE)).output
    assert "Nobody was told anything yet." in (await terminal.ekc("case", "notices", CASE)).output


async def test_a_command_waits_for_its_event_and_can_be_sent_again(terminal: Terminal) -> None:
    """Exit code 0 with what came of it; the second time nothing happens twice."""
    first = await terminal.ekc("send", "-", "--id", "ask-1", "--wait", "0", typed=INVITE)
    await terminal.house.happened(CASE, invited(), causationid="ask-1")

    again = await terminal.ekc("send", "-", "--id", "ask-1", typed=INVITE)

    assert first.exit_code == again.exit_code == 0
    assert "participant-invited" in again.output
    assert "it had its effect once" in again.output
    assert len(await terminal.house.outbox()) == 1


async def test_a_refusal_says_why_and_by_which_rule(terminal: Terminal) -> None:
    """Exit code 3."""
    problem = Refusal(
        type="urn:ekc:problem:not-ready", title="not ready", detail="It is not ready.", rule="R19", missing=("a date",)
    )
    await terminal.ekc("send", "-", "--id", "ask-1", "--wait", "0", typed=INVITE)
    refused = CommandRefused(problem=problem, asked="x", by_process=False)
    await terminal.house.answered(CASE, refused, "coordination", causationid="ask-1")

    answer = await terminal.ekc("send", "-", "--id", "ask-1", typed=INVITE)
    as_json = await terminal.ekc("send", "-", "--id", "ask-1", "--json", typed=INVITE)

    assert (answer.exit_code, as_json.exit_code) == (3, 3)
    assert "It is not ready. (R19)" in answer.output
    assert "missing: a date" in answer.output
    assert json.loads(as_json.stdout)["missing"] == ["a date"]


async def test_no_answer_in_time_says_how_to_ask_again(terminal: Terminal) -> None:
    """Exit code 4, and the id that makes asking again harmless."""
    answer = await terminal.ekc("send", "-", "--id", "ask-1", "--wait", "0.05", typed=INVITE)

    assert answer.exit_code == 4
    assert "--id ask-1" in answer.output


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("send", "-"), "type: [unclosed"),
        (("send", "-"), "just a text"),
        (("send", "-"), "type: coordination.make-coffee\nsubject: case-1"),
        (("refer", "--name", "Mike"), None),
        (("case", "show"), None),
        (("--as", "king", "cases"), None),
    ],
)
async def test_used_wrongly_it_says_so(terminal: Terminal, words: tuple[str, ...], typed: str | None) -> None:
    """Exit code 2, and nothing was sent."""
    assert (await terminal.ekc(*words, typed=typed)).exit_code == 2
    assert await terminal.house.outbox() == []


async def test_a_desk_that_is_not_there_or_does_not_know_one_is_an_error(terminal: Terminal) -> None:
    """Exit code 1."""
    assert (await terminal.ekc("cases", by="nobody")).exit_code == 1
    assert (await terminal.ekc("--url", "http://127.0.0.1:1", "cases")).exit_code == 1
    assert (await terminal.ekc("case", "why", "case-9")).exit_code == 1


async def test_somebody_is_referred_with_options_or_a_file(terminal: Terminal) -> None:
    """R1: ids are made where there are none, and the answer says which."""
    words = ("refer", "--name", "Mike", "--region", "noord", "--reason", "illness", "--by", "neighbour", "--wait", "0")
    written = "persons: [{name: Joy, birth_date: 2012-05-01}]\nregion: noord\nreasons: [illness]\nsector: education\n"

    by_options = await terminal.ekc(*words, "--json")
    by_file = await terminal.ekc("refer", "-", "--wait", "0", "--json", typed=written)

    for answer in (by_options, by_file):
        assert answer.exit_code == 0, answer.output
        made = json.loads(answer.stdout)
        assert made["minted"].keys() == {"case", "referral", "referrer", "person-1"}
    kinds = [envelope["data"]["referrer"]["kind"] for _, envelope in await terminal.house.outbox()]
    assert kinds == ["neighbour", "self"]


async def test_dead_letters_are_looked_at_with_the_operators_token(terminal: Terminal) -> None:
    """Where one is known; a replay without an effect is no success."""
    letter = DeadLetterAnnounced(
        letter="letter-1",
        owner="plan",
        topic="ekc.plan.commands",
        partition=0,
        offset=1,
        reason="invalid",
        detail="data.actions: missing.",
        state="dead",
        since=MONDAY,
    )
    await terminal.house.answered(CASE, letter, "plan", topic="ekc.plan.dead-letters")

    assert "letter-1" in (await terminal.ekc("dead-letters", "list")).output
    assert "data.actions: missing." in (await terminal.ekc("dead-letters", "show", "letter-1")).output
    assert (await terminal.ekc("dead-letters", "replay", "letter-1", "--wait", "0")).exit_code == 1
    assert (await terminal.ekc("dead-letters", "replay", "letter-1", "--wait", "0.05")).exit_code == 4
    said = (await terminal.ekc("dead-letters", "discard", "ekc.plan.commands", "--yes")).output
    assert "Dead letters of ekc.plan.commands that are being discarded: 1." in said


async def test_settings_are_found_where_make_up_writes_them(terminal: Terminal, tmp_path: Path) -> None:
    """`.local/env`, here or in a folder above."""
    (tmp_path / ".local").mkdir()
    where = f"EKC_ENVIRONMENT=development\nEKC_DESK_URL={terminal.url}\nEKC_DESK_TOKEN='{token_of('lead')}'\n"
    (tmp_path / ".local" / "env").write_text(f"# Written.\n{where}")

    assert (await asyncio.to_thread(CliRunner().invoke, app, ["cases"])).exit_code == 0


async def test_the_status_of_all_parts_is_an_exit_code_too(terminal: Terminal) -> None:
    """A part that does not answer is not ready."""
    assert (await terminal.ekc("status")).exit_code == 0
    terminal.house.desk.settings.parts_urls["plan"] = "http://127.0.0.1:1"

    down = await terminal.ekc("status")

    assert down.exit_code == 1
    assert "NOT READY" in down.output


def test_a_shell_completes_commands() -> None:
    """Typer's completion answers what begins with the letters typed."""
    asked = {"_EKC_COMPLETE": "complete_bash", "COMP_WORDS": "ekc ca", "COMP_CWORD": "1"}

    assert CliRunner().invoke(app, [], env=asked, prog_name="ekc").output.split() == ["cases", "case"]
