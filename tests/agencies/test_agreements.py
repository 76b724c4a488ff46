"""What is agreed with agencies, in their file: read with its mistakes, changed line by line, and what is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from contracts.agreement import RESERVED, Agreement, Agreements, Mode, State
from contracts.topics import SERVICES
from deploy.local.access import DECLARED
from services.chassis.agencies import AgencyTopics
from services.chassis.agreements import agreements
from services.chassis.inbound import Inbox
from services.chassis.written import BadFile
from services.desk.agencies.register import NotAgreed, Register, changed, finished, rotated

OIN = "urn:nld:oin:00000099000000007000"
USUAL = Agreement(organisation=OIN, contact="Loket")
TEXT = f"""\
# Who there is.
eerst:
  organisation: {OIN}
  contact: Loket
# The one below is for the pilot.
laatst:
  organisation: urn:nld:kvknr:00000099
  contact: Balie
"""


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A file with two agencies and what people wrote beside them."""
    path = tmp_path / "agencies.yaml"
    path.write_text(TEXT)
    return Register(path)


def test_the_agencies_of_the_local_platform_are_as_they_are_written() -> None:
    """What is not said is usual: every region, both forms, encrypted."""
    school = agreements(DECLARED)["school-noord"]

    assert (school.regions, school.modes, school.plain_text) == ((), (Mode.STRUCTURED, Mode.BINARY), False)
    assert school.allows_region("utrecht")
    assert not changed(school, regions=("friesland",)).allows_region("utrecht")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("  organisation: urn:nld:oin:1", "agencies.yaml, line 3"),
        ("  organisation: urn:nld:bsn:111222333", "agencies.yaml, line 3"),
        (f"  organisation: {OIN}\n  color: red", "line 4: eerst.color: there is no such key"),
    ],
)
def test_a_mistake_is_told_with_its_line(register: Register, line: str, why: str) -> None:
    """By whoever reads it: the service and `ekc` alike."""
    register.path.write_text(TEXT.replace(f"  organisation: {OIN}", line))

    with pytest.raises(BadFile, match=why):
        register.all()


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_agency_has_the_name_of_something_inside(name: str) -> None:
    """Promise 6: it would be that user of Kafka, or have its groups; `ekc.` is where all groups of the parts begin."""
    with pytest.raises(ValidationError, match="no agency can be called that"):
        Agreements.model_validate({name: USUAL.model_dump()})
    assert {*SERVICES, "workflows", "admin", "ekc"} <= RESERVED


@pytest.mark.parametrize("name", ["", "School", "school.noord", "school_noord", "-school", "s" * 65])
def test_a_name_is_small_letters_digits_and_hyphens(name: str) -> None:
    """With a dot it could be the name of another's second user, or begin as another's groups do."""
    with pytest.raises(ValidationError):
        Agreements.model_validate({name: USUAL.model_dump()})


def test_a_change_leaves_what_people_wrote_beside_it(register: Register) -> None:
    """Only the lines of that agency are written anew; a new one comes last."""
    register.put("eerst", changed(register.one("eerst"), state=State.SUSPENDED))
    register.put("nieuw", USUAL)

    text = register.path.read_text()
    assert text.startswith(TEXT.replace("  contact: Loket\n", "  contact: Loket\n  state: suspended\n"))
    assert list(register.all()) == ["eerst", "laatst", "nieuw"]
    assert register.all()["eerst"].state is State.SUSPENDED


def test_what_cannot_be_written_leaves_the_file_as_it_was(register: Register) -> None:
    """The file is never half of something, and never what its readers refuse."""
    with pytest.raises(ValidationError):
        register.put("desk", USUAL)

    assert register.path.read_text() == TEXT


def test_a_name_is_taken_once(register: Register) -> None:
    """Ids are minted of it: whoever had it later could withdraw the referrals of whoever had it before."""
    register.free("nieuw")
    with pytest.raises(NotAgreed, match="is there already"):
        register.free("eerst")

    register.put("eerst", changed(register.one("eerst"), state=State.REMOVED))

    with pytest.raises(NotAgreed, match="never another's"):
        register.free("eerst")
    with pytest.raises(NotAgreed, match="was removed"):
        register.one("eerst")


def test_a_secret_is_replaced_by_turns() -> None:
    """The other user comes beside the one that is there; then the older one goes."""
    both = rotated(USUAL)

    assert (both.users, finished(both).users) == ((1, 2), (2,))
    assert finished(rotated(finished(both))).users == (1,)


def test_one_secret_is_replaced_at_a_time() -> None:
    """Nor is that of an agency which may do nothing; and there is an end only to what began."""
    with pytest.raises(NotAgreed, match="--finish"):
        rotated(rotated(USUAL))
    with pytest.raises(NotAgreed, match="resume"):
        rotated(changed(USUAL, state=State.SUSPENDED))
    with pytest.raises(NotAgreed, match="being replaced"):
        finished(USUAL)


async def test_a_file_that_cannot_be_used_changes_nothing(register: Register) -> None:
    """The service goes on with what was agreed before, and takes what is agreed once the file is mended."""
    inbox = Inbox({}, None, b"", None, written=register.path)  # type: ignore[arg-type]
    following = AgencyTopics(None, inbox, None, None, 1)  # type: ignore[arg-type]
    await following.read()
    known = inbox.agencies
    register.path.write_text("eerst: [")
    await following.read()

    assert list(known) == ["eerst", "laatst"]
    assert inbox.agencies is known

    register.path.write_text(TEXT.partition("# The one")[0])
    await following.read()
    assert list(inbox.agencies) == ["eerst"]
