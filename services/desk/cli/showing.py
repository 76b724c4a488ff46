"""Answers of the desk as people read them on a terminal."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.desk.cases.why import moment


def when(at: str | None) -> str:
    """A moment as people in the Netherlands read it."""
    return moment(datetime.fromisoformat(at)) if at else "-"


def table(console: Console, columns: list[str], rows: list[list[str | None]], nothing: str) -> None:
    """Rows under headings, or that there are none."""
    if not rows:
        console.print(nothing)
        return
    made = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        made.add_row(*(Text(cell or "-") for cell in row))
    console.print(made)


def answer(console: Console, done: dict[str, Any]) -> None:
    """What came of a command."""
    again = " (asked before: it had its effect once)" if done["repeated"] else ""
    console.print(f"{done['state']}{again}: {done['subject']}", style="green")
    for event in done["events"]:
        console.print(f"  {when(event['at'])}  {event['service']}  {event['type'].split('.')[-2]}")
        for said in advised(event["data"].get("advice")):
            console.print(Text(f"    {said}", style="yellow"))
    for one in done["advice"]:
        said = f"  {one['place']} names the {one['role']}: {one['reference']} in its place goes when they are erased."
        console.print(Text(said), style="yellow")
    for label, made in done["minted"].items():
        console.print(f"  new {label}: {made}", style="dim")
    console.print(f"  command {done['id']}", style="dim")


def advised(advice: Any) -> list[str]:
    """What a check says of a question or a bottom line: it advises, and is honest about what it does not know (R6)."""
    if isinstance(advice, str):
        return [f"Look again: {advice}"]
    found = [advice] if isinstance(advice, dict) else advice or []
    return [
        f"Look again at {one['question']}: {one['advice']}"
        if one["checked"]
        else f"Not checked: {one['question']}. The check knows Dutch and English, and is a help only."
        for one in found
        if one.get("advice") or not one["checked"]
    ]


def problem(console: Console, text: str, said: dict[str, Any]) -> None:
    """What is wrong, where, and what to do now."""
    rule = f" ({said['rule']})" if said.get("rule") else ""
    console.print(Text(f"{text}{rule}", style="red"))
    for missing in said.get("missing", ()):
        console.print(Text(f"  missing: {missing}"))
    for place in said.get("places", ()):
        console.print(Text(f"  {place['place']}: {place['what']}"))
    if said.get("status") == 504 and said.get("id"):
        console.print(Text(f"  Ask again, it is harmless: --id {said['id']}"))


def cases(console: Console, found: dict[str, Any]) -> None:
    """A list of cases."""
    rows = [
        [
            one["id"],
            one["region"],
            f"{one['phase']} ({one['round']})",
            f"PARKED, {one['waiting_for']}" if one["parked"] else one["waiting_for"] or f"ended: {one['ended']}",
            one["whose"],
            when(one["since"]),
            f"{one['next']['what']} {when(one['next']['at'])}" if one["next"] else None,
        ]
        for one in found["cases"]
    ]
    table(console, ["case", "region", "phase", "waits for", "whose turn", "since", "next"], rows, "No cases.")


def case(console: Console, one: dict[str, Any]) -> None:
    """A case and who is in it."""
    console.print(f"Case {one['id']}, region {one['region']}, round {one['round']}, {one['phase']}", style="bold")
    state = f"ended: {one['ended']}" if one["ended"] else f"waits for {one['waiting_for']} ({one['rule']})"
    console.print(f"Opened {when(one['opened'])}; {state}, since {when(one['since'])}.")
    rows = [
        [
            person["id"],
            person["name"],
            person["kind"],
            person["role"],
            ", ".join(filter(None, (person["language"], person["channel"], person["address"]))),
            standing(person),
        ]
        for person in one["people"]
    ]
    table(console, ["who", "name", "kind", "role", "told in, by", "answer"], rows, "Nobody is in it yet.")


def standing(person: dict[str, Any]) -> str | None:
    """What became of somebody, or what they answered."""
    if person["erased"]:
        return "erased"
    return "out" if person["gone"] else person["answer"]


def timeline(console: Console, found: dict[str, Any]) -> None:
    """What happened, line by line."""
    rows = [[when(one["at"]), one["who"], one["what"], one["rule"] or ""] for one in found["timeline"]]
    table(console, ["when", "who", "what", "rule"], rows, "Nothing happened yet.")


def why(console: Console, said: dict[str, Any]) -> None:
    """What a case waits for, in sentences."""
    for sentence in said["sentences"]:
        console.print(Text(sentence))
    for later in said["then"]:
        console.print(Text(f"Then: {later['words']} on {when(later['at'])} ({later['rule']})."), style="dim")


def plan(console: Console, one: dict[str, Any]) -> None:
    """A plan, to read or to print."""
    console.print(Text(one["text"]))


def notices(console: Console, found: dict[str, Any]) -> None:
    """Who was told what."""
    for one in found["notices"]:
        notice(console, one)
    if not found["notices"]:
        console.print("Nobody was told anything yet.")


def notice(console: Console, one: dict[str, Any]) -> None:
    """One notice, with its words where they were asked for."""
    state = f"{one['state']} ({one['why']})" if one["why"] else one["state"]
    told = f" by {one['channel']}, {one['language']}" if one["channel"] else ""
    console.print(Text(f"{one['kind']} to {one['recipient']}: {state}{told}", style="bold"))
    if one["text"]:
        console.print(Text(one["text"]), style="dim")
        console.print(Text(f"The words in this language ({one['language']}): {one['review']}."), style="yellow")


def to_bring(console: Console, found: dict[str, Any]) -> None:
    """What somebody has to bring, or to look after."""
    rows = [
        [one["channel"], one["language"], one["kind"], one["recipient"], one["case"], one["notice"]]
        for one in found["notices"]
    ]
    table(console, ["by", "in", "what", "to", "case", "notice"], rows, "No notices.")


def letters(console: Console, found: dict[str, Any]) -> None:
    """A list of dead letters."""
    rows = [
        [one["letter"], one["owner"], state(one), one["reason"], one["case"], str(one["replays"]), when(one["since"])]
        for one in found["letters"]
    ]
    table(console, ["letter", "owner", "state", "reason", "case", "replays", "since"], rows, "No dead letters.")


def discarding(console: Console, found: dict[str, Any]) -> None:
    """What is being discarded."""
    console.print(f"Dead letters of {found['topic']} that are being discarded: {found['letters']}.")


def would_discard(console: Console, found: dict[str, Any]) -> None:
    """What would be discarded."""
    console.print(f"Dead letters of {found['topic']} that would be discarded: {found['letters']}.")


def state(letter: dict[str, Any]) -> str:
    """Whether it waits, and whether what it said is erased: then it can only be discarded."""
    return f"{letter['state']}, erased" if letter["erased"] else str(letter["state"])


def letter(console: Console, one: dict[str, Any]) -> None:
    """One dead letter."""
    console.print(f"Dead letter {one['letter']} of {one['owner']}: {state(one)}", style="bold")
    console.print(Text(f"{one['reason']}: {one['detail']}"))
    console.print(Text(f"From {one['topic']}/{one['partition']}/{one['offset']}, about {one['case']}."))
    console.print(
        Text(f"Type {one['asked'] or '-'}, message {one['message'] or '-'}, replayed {one['replays']} times.")
    )


def at_work(part: dict[str, Any]) -> str:
    """Whether a part works, and what it does not read though it could."""
    why = part.get("why") or part.get("outage") or ("stalled" if part.get("stalled") else "")
    words = ["ready" if part["ready"] else f"NOT READY {why}".strip()]
    if part.get("paused"):
        words.append(f"paused: {', '.join(part['paused'])}")
    if part.get("closed"):
        words.append(f"closed: {part['closed']}")
    return "; ".join(words)


def status(console: Console, state: dict[str, Any]) -> None:
    """The health of all parts."""
    rows = [
        [
            name,
            at_work(part),
            *(str(part.get(figure, "-")) for figure in ("lag", "outbox", "held", "parked", "dead_letters")),
        ]
        for name, part in state["parts"].items()
    ]
    table(console, ["part", "state", "lag", "outbox", "held", "parked", "dead letters"], rows, "No parts are known.")


def rules(console: Console, found: dict[str, Any]) -> None:
    """All rules, a sentence each."""
    table(console, ["rule", "what"], [[one["rule"], one["says"]] for one in found["rules"]], "No rules are known.")


def rule(console: Console, one: dict[str, Any]) -> None:
    """One rule: what it says, and what the code says of it."""
    console.print(Text(f"{one['rule']}  {one['says']}", style="bold"))
    for label, files in (("lives in", "lives_in"), ("messages", "messages"), ("tests", "tests")):
        for file in one[files]:
            console.print(Text(f"  {label:9} {file}"))
    for key, meaning in one["policy"].items():
        console.print(Text(f"  policy    {key}: {meaning}"))
    for refusal in one["refusals"]:
        console.print(Text(f"  refuses   {refusal['code']}: {refusal['text']}"))
    if one["still_to_come"]:
        console.print(Text(f"  still to come: {one['still_to_come']}", style="dim"))
