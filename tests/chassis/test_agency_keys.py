"""The keys to which agencies encrypt: one follows another without a restart, and nobody is surprised (decision 041)."""

from pathlib import Path

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey

from services.chassis.agency_keys import NOT_ACCEPTED, NOT_OPENED, AgencyKeys, OwnKey, State, parsed
from services.chassis.bad_message import BadMessage
from services.referral.keys import main, written

PLAIN = b'{"reference": "Dossier of Mike Jansen"}'


def encrypted(key: ECKey, **header: str) -> str:
    """What an agency encrypts."""
    protected = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", **header}
    return jwe.encrypt_compact(protected, PLAIN, key, algorithms=["ECDH-ES+A256KW", "A256GCM"])


def named(own: OwnKey) -> str:
    """The same, with the name of the key in the header, as it should be."""
    return encrypted(own.key, kid=own.id)


def beside_current(state: State) -> tuple[OwnKey, AgencyKeys]:
    """A key in some state, and the organisation's keys with it."""
    own = OwnKey.made(state)
    return own, AgencyKeys([own] if state is State.CURRENT else [OwnKey.made(State.CURRENT), own])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one key."""
    path = tmp_path / "keys.json"
    path.write_text(written((OwnKey.made(State.CURRENT),)))
    return path


def states(file: Path) -> list[State]:
    """What a file says of its keys."""
    return [one.state for one in parsed(file.read_text())]


@pytest.mark.parametrize("state", [State.COMING, State.CURRENT, State.ACCEPTED])
def test_a_key_opens_before_it_is_published_and_after_it_was_followed(state: State) -> None:
    """Overlap on both sides: no message is refused while a key changes."""
    own, keys = beside_current(state)

    assert keys.decrypt(named(own)) == PLAIN
    assert keys.published().keys[0].kid == str(keys.current.kid)


def test_a_retired_key_opens_nothing_new_and_says_where_the_next_one_is() -> None:
    """The sender hears it; neither its words nor the name of the key are in the answer."""
    own, keys = beside_current(State.RETIRED)

    with pytest.raises(BadMessage) as rejected:
        keys.decrypt(named(own))

    assert (rejected.value.reason, rejected.value.detail) == ("undecryptable", NOT_ACCEPTED)
    assert "ekc.keys" in NOT_ACCEPTED


def test_a_retired_key_opens_what_waits_here_since_before() -> None:
    """Promise 1: what was acknowledged is not lost because a key was retired meanwhile."""
    own, keys = beside_current(State.RETIRED)

    assert keys.decrypt(named(own), waited=True) == PLAIN


def test_a_message_that_names_no_key_is_tried_with_each() -> None:
    """A library that writes no `kid` still works in an overlap, and no longer than that."""
    own, keys = beside_current(State.ACCEPTED)
    retired, later = beside_current(State.RETIRED)

    assert keys.decrypt(encrypted(own.key)) == PLAIN
    with pytest.raises(BadMessage, match="undecryptable"):
        later.decrypt(encrypted(retired.key))


@pytest.mark.parametrize("pretends", [True, False])
def test_what_was_encrypted_to_somebody_else_is_rejected(pretends: bool) -> None:
    """Even under the name of our key."""
    own, keys = beside_current(State.CURRENT)
    header = {"kid": own.id} if pretends else {}

    with pytest.raises(BadMessage) as rejected:
        keys.decrypt(encrypted(ECKey.generate_key("P-256"), **header))

    assert (rejected.value.reason, rejected.value.detail) == ("undecryptable", NOT_OPENED)


@pytest.mark.parametrize(
    "garbage", ["", "....", "a.b.c.d.e", "Mike Jansen", "eyJraWQiOiB7fX0.a.b.c.d", "W10.a.b.c.d", "é"]
)
def test_what_is_no_encrypted_text_is_rejected(garbage: str) -> None:
    """Whatever stands in `data`."""
    with pytest.raises(BadMessage) as rejected:
        beside_current(State.CURRENT)[1].decrypt(garbage)

    assert rejected.value.reason == "undecryptable"


def test_a_rotation_is_noticed_without_a_restart(file: Path) -> None:
    """By the first message that names the new key, if not before; the one before it still opens."""
    keys = AgencyKeys.read(file)
    before = keys.keys[0]

    assert main(["--file", str(file), "rotate"]) == 0
    after = parsed(file.read_text())[0]

    assert after.id != before.id
    assert keys.decrypt(named(after)) == PLAIN
    assert keys.decrypt(named(before)) == PLAIN
    assert keys.published().keys[0].kid == after.id


def test_a_file_that_cannot_be_used_changes_nothing(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Half of a file, or two current keys: what was read is used, and the log quotes no key."""
    keys = AgencyKeys.read(file)
    current = keys.keys[0]

    file.write_text(file.read_text()[:-20])
    assert not keys.refresh()
    file.write_text(written((current, OwnKey.made(State.CURRENT))))
    assert not keys.refresh()

    assert keys.decrypt(named(current)) == PLAIN
    assert str(current.key.as_dict(private=True)["d"]) not in "".join(capfd.readouterr())


def test_a_prepared_key_becomes_current_with_the_next_rotation(file: Path, tmp_path: Path) -> None:
    """So that every replica knows it before an agency does; its public half is written where that is wanted."""
    public = tmp_path / "keys.jwks"

    main(["--file", str(file), "prepare"])
    coming = parsed(file.read_text())[1]
    assert states(file) == [State.CURRENT, State.COMING]
    main(["--file", str(file), "--public", str(public), "rotate"])

    assert states(file) == [State.CURRENT, State.ACCEPTED]
    assert coming.id in public.read_text()
    assert '"d"' not in public.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_is_retired_and_then_forgotten(file: Path) -> None:
    """In this order: it has to be seen that nobody uses it before it is gone for good."""
    main(["--file", str(file), "rotate"])
    old = parsed(file.read_text())[1].id

    assert main(["--file", str(file), "forget", old]) == 1
    assert main(["--file", str(file), "retire", old]) == 0
    assert states(file) == [State.CURRENT, State.RETIRED]
    assert main(["--file", str(file), "forget", old]) == 0
    assert states(file) == [State.CURRENT]


def test_the_current_key_cannot_be_retired(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is always one to encrypt to."""
    current = parsed(file.read_text())[0].id

    assert main(["--file", str(file), "retire", current]) == 1

    assert "is no key that is accepted" in capsys.readouterr().err
    assert states(file) == [State.CURRENT]
