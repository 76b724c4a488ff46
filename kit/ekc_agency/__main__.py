"""`ekc-agency check|publish|retract|follow`: for those who write no Python.

Who you are and where Kafka is: variables AGENCY_* in the environment, or in the file that --credentials names.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from ekc_agency.agency import Agency, NotPublished, Published
from ekc_agency.answers import Answer, Rejection, Status
from ekc_agency.checking import Fault, Invalid, check, kinds
from ekc_agency.connection import Connection, Incomplete, in_file
from ekc_agency.encryption import NoKey
from ekc_agency.events import event
from ekc_agency.messages import as_json
from ekc_agency.trouble import NotConnected

FINE, INVALID, USAGE, UNREACHABLE, REJECTED = range(5)
"""The exit codes."""
EXIT_CODES = """exit codes:
  0  done
  1  the message is not as it should be; nothing was sent
  2  a setting, a file or a word of the command is missing or wrong
  3  Kafka did not answer, did not let you in or did not take it
  4  the back office rejected something (`follow`)
"""
THROWAWAY = ECKey.generate_key("P-256")
"""`check` needs no connection: how large an event becomes depends on no particular key."""


def checking(given: argparse.Namespace, _environment: Mapping[str, str]) -> int:
    """Say everything that is wrong with a message; sends nothing and needs no connection."""
    data = loaded(given.file)
    faults = check(data, given.kind)
    if not faults:
        event("urn:nld:oin:" + 20 * "0" + ":systeem:" + 20 * "x", given.kind, 36 * "x", as_json(data), THROWAWAY)
        print("As it should be.")
        return FINE
    raise Invalid(faults)


def publishing(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Check, encrypt and publish a message; prints its id."""
    data = loaded(given.file)
    with Agency(Connection.from_environment(environment)) as agency:
        return printed(agency.publish(data, kind=given.kind, id=given.id))


def retracting(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Take a referral back, by its reference."""
    with Agency(Connection.from_environment(environment)) as agency:
        return printed(agency.retract(given.reference))


def following(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print what comes back: statuses, and what was rejected. Ctrl-C ends it."""
    rejected = False
    with Agency(Connection.from_environment(environment)) as agency:
        try:
            for answer in agency.statuses(first=given.first, quiet=given.quiet, group=given.group):
                rejected = rejected or isinstance(answer, Rejection)
                print(json.dumps(whole(answer)) if given.json else shown(answer, given.language), flush=True)
        except KeyboardInterrupt:
            pass
    return REJECTED if rejected else FINE


def printed(published: Published) -> int:
    """Say where the message is."""
    print(json.dumps({"id": published.id, "topic": published.topic, "offset": published.offset}))
    return FINE


def loaded(file: str) -> Any:
    """The JSON in a file; `-` is the standard input.

    Raises:
        Invalid: it is none.
    """
    text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    try:
        return json.loads(text)
    except ValueError as error:
        place = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Invalid([Fault("", f"not JSON ({place})", "Look at the end of the line before, too.")]) from None


def whole(answer: Answer) -> dict[str, Any]:
    """An answer as JSON."""
    said = {"type": answer.kind, "id": answer.id, "time": answer.time.isoformat(), "referral": answer.referral}
    return {**said, **answer.data}


def shown(answer: Answer, language: str | None) -> str:
    """An answer in a line, with a line for each place that is wrong, and the sentence for people if it is wanted."""
    wrong = answer.places if isinstance(answer, Rejection) else ()
    places = [f"    {one.get('pointer') or one.get('attribute') or '(the message)'}: {one['detail']}" for one in wrong]
    sentence = answer.sentences.get(language or "")
    return "\n".join([line(answer), *places, *([f"    {sentence}"] if sentence else [])])


def line(answer: Answer) -> str:
    """An answer in one line."""
    at = f"{answer.time:%Y-%m-%d %H:%M}"
    if isinstance(answer, Status):
        brought = f"  (your message {answer.message or answer.offset})" if answer.offset is not None else ""
        return f"{at}  {answer.referral}  {answer.status}{f': {answer.reason}' if answer.reason else ''}{brought}"
    if isinstance(answer, Rejection):
        return f"{at}  rejected: {answer.problem}. {answer.detail} (your message {answer.message or answer.offset})"
    kind = answer.kind.rpartition(".v")[0].rpartition(".")[2]
    rest = {name: value for name, value in answer.data.items() if name != "sentences"}
    return f"{at}  {answer.referral}  {kind}  {json.dumps(rest)}"


def asked() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(
        prog="ekc-agency",
        description=__doc__,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--credentials", type=Path, help="a file of NAME=value lines")
    commands = parser.add_subparsers(required=True, metavar="check | publish | retract | follow")
    sending: Sequence[tuple[str, Callable[..., int]]] = (("check", checking), ("publish", publishing))
    for name, do in sending:
        command = commands.add_parser(name, help=do.__doc__, description=do.__doc__)
        command.add_argument("file", help="the message as JSON; - is the standard input")
        command.add_argument("--kind", default="referral-submitted", choices=kinds(), help="what kind of message it is")
        command.set_defaults(do=do)
        if do is publishing:
            command.add_argument("--id", help="of an earlier attempt that may have failed: sending twice is harmless")
    command = commands.add_parser("retract", help=retracting.__doc__, description=retracting.__doc__)
    command.add_argument("reference", help="the reference of the referral")
    command.set_defaults(do=retracting)
    command = commands.add_parser("follow", help=following.__doc__, description=following.__doc__)
    command.add_argument("--first", type=int, help="end after so many")
    command.add_argument("--quiet", type=float, help="end after so many seconds without any")
    command.add_argument("--group", default="statuses", help="another name begins anew (default: %(default)s)")
    command.add_argument("--language", choices=("nl", "en"), help="with the sentence for people in this language")
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    command.set_defaults(do=following)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; the exit code."""
    given = asked().parse_args(arguments)
    try:
        environment = {**os.environ, **(in_file(given.credentials) if given.credentials else {})}
        code: int = given.do(given, environment)
    except Invalid as invalid:
        print(invalid, file=sys.stderr)
        return INVALID
    except Incomplete as missing:
        print(missing, file=sys.stderr)
        return USAGE
    except OSError as unread:
        print(f"{unread.filename}: {unread.strerror}.", file=sys.stderr)
        return USAGE
    except (NoKey, NotPublished, NotConnected) as unreachable:
        print(unreachable, file=sys.stderr)
        return UNREACHABLE
    return code


def run() -> None:
    """The command."""
    sys.exit(main())


if __name__ == "__main__":
    run()
