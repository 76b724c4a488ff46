"""How a generated case is written down: in the words of `examples/stories`, with names in the place of its ids."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from contracts.base import Actor, Message
from contracts.deciding import AMSTERDAM
from contracts.referral import CaseEnded, CorrectReferral, ReferCase
from deploy.local.demo.crowd import FIRST
from deploy.local.demo.judging import sent_notice
from deploy.local.demo.telling import STAFF, kind_of
from tests.world.people import AGENCIES, COORDINATORS, REGIONS, Cast
from tests.world.surprises import name_of
from tests.world.timeline import Change, Timeline
from tests.world.world import Asked

REAL = dict(zip(AGENCIES, ("school-noord", "jeugdzorg-west"), strict=True))
"""The agencies of the local platform in the place of the invented ones."""
SENT: dict[type[Message], str] = {ReferCase: "referral-submitted", CorrectReferral: "referral-corrected"}
"""What an agency's system publishes, by what is asked with it."""
AT_REST = timedelta(minutes=1)
"""So soon all that comes at once of something has come."""
SYLLABLES = ("ba", "do", "fi", "ge", "ku", "la", "me", "no")
NAMED = ("name", "setter_name")


class Pen:
    """Writes the story of one case."""

    def __init__(self, cast: Cast, seed: str, number: int) -> None:
        self.cast, self.number = cast, number
        self.story = f"generated-{seed}-{number}"
        self.roles = roles(cast)
        self.people: dict[str, dict[str, Any]] = {}
        self.steps: list[tuple[Asked, dict[str, Any]]] = []
        self.changes: list[tuple[datetime, Change]] = []
        self.said: set[str] = set()
        """Ids that somebody gave to something; the others were given by the back office."""

    def step(self, asked: Asked) -> None:
        """Write down what somebody asks for."""
        data = asked.message.model_dump(mode="json", exclude_defaults=True)
        step: dict[str, Any] = {"at": asked.at.astimezone(AMSTERDAM).replace(tzinfo=None)}
        if asked.by.role == "agency":
            step |= self.sending(asked.by.id, SENT[type(asked.message)], data)
        else:
            step |= {"who": self.actor(asked.by), "does": name_of(asked.message)}
            step |= {} if asked.subject == self.cast.case else {"about": self.somebody(asked.subject)}
            step |= {"data": self.worded(data, asked.subject)}
            step |= {} if asked.by.region == self.cast.region else {"region": self.region(asked.by.region or "")}
        self.steps.append((asked, step))

    def sending(self, agency: str, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """A referral as an agency's system publishes it, or corrects it: it knows no id of the back office."""
        told = self.worded({name: data[name] for name in ("region", "persons", "reasons", "sector")}, "")
        persons = [{name: value for name, value in one.items() if name != "person"} for one in told["persons"]]
        return {
            "sends": {"agency": REAL[agency], "mode": ("structured", "binary")[self.number % 2], "type": kind},
            "data": {"reference": self.own("reference"), **told, "persons": persons},
        }

    def worded(self, value: Any, about: str) -> Any:
        """A part of a message with names in the place of ids; the name of a person is that of whom it is about."""
        if isinstance(value, Mapping):
            ids = [one for one in value.values() if isinstance(one, str) and one in self.roles]
            whose = ids[-1] if ids else about
            return {
                name: self.people[self.somebody(whose)]["name"]
                if name in NAMED and whose in self.roles
                else self.worded(inner, about)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self.worded(inner, about) for inner in value]
        return self.word(value) if isinstance(value, str) else value

    def word(self, value: str) -> str:
        """One word."""
        if value in self.roles:
            return self.somebody(value)
        if value in REGIONS:
            return self.region(value)
        if value in REAL:
            return REAL[value]
        if not (value.startswith(self.cast.case) or is_random(value)):
            return value
        found = None if value in self.said else self.heard(value)
        self.said |= set() if found else {value}
        return found or self.own(value)

    def heard(self, value: str) -> str | None:
        """Which event of the case said so: in the words of a story."""
        kinds: Counter[str] = Counter()
        found = None
        for _, change in self.changes:
            if change["case"] != self.cast.case or change["notice"]:
                continue
            kind = kind_of(change["type"])
            kinds[kind] += 1
            path = next((path for path, said in leaves(change["data"]) if said == value), None)
            found = (kind, kinds[kind], path) if path else found
        if found is None:
            return None
        kind, time, path = found
        return f"${kind}.{path}" if kinds[kind] == time else f"${kind}/{time}.{path}"

    def own(self, word: str) -> str:
        """An id that is the same in this story only."""
        return str(uuid5(NAMESPACE_OID, f"{self.story}/{word}"))

    def region(self, name: str) -> str:
        """A region that is the same in this story only."""
        return f"{self.story}-{name}"

    def somebody(self, name: str) -> str:
        """What the story calls somebody, who is in it from now on."""
        return self.enter(name.removeprefix(f"{self.cast.case}-"), self.roles[name])

    def actor(self, by: Actor) -> str:
        """The same of somebody who acts; in another role they are somebody else."""
        role = self.roles.get(by.id)
        if role and by.role == (role if role in STAFF else "person-concerned"):
            return self.somebody(by.id)
        return self.enter(f"{by.id}-{by.role}".removeprefix(f"{self.cast.case}-"), by.role)

    def enter(self, key: str, role: str) -> str:
        """Enter somebody once, under a name that nobody else has."""
        again, which = divmod(len(self.people), len(FIRST))
        names = (FIRST[which], *FIRST[:again], surname(self.number))
        self.people.setdefault(key, {"is": role, "name": " ".join(names)})
        return key

    def written(self, timeline: Timeline) -> dict[str, Any]:
        """All of it, as it is in a file."""
        until = self.steps[-1][0].at + AT_REST
        for asked, step in self.steps:
            answer = timeline.answers.get(asked.id)
            if answer:
                step["refused"] = {"reason": answer.reason, "missing": list(answer.body["missing"])}
        happened = [change for at, change in self.changes if at <= until]
        heard = [
            one.get("status") or kind_of(one["type"])
            for one in timeline.heard
            if "since" not in one or datetime.fromisoformat(one["since"]) <= until
        ]
        ending = [one["data"]["ending"] for one in happened if one["type"] == CaseEnded.type]
        expected = {
            "ending": ending,
            "statuses": heard if any("sends" in step for _, step in self.steps) else [],
            "events": dict(Counter(kind_of(one["type"]) for one in happened)),
            "notices": self.notices(happened),
            "nothing_else": True,
        }
        return {
            "story": self.story,
            "title": f"A generated case: {', '.join(ending)}",
            "region": self.region(self.cast.region),
            "people": dict(sorted(self.people.items())),
            "steps": [step for _, step in self.steps],
            "expect": expected,
        }

    def notices(self, happened: list[Change]) -> dict[str, list[str]]:
        """Who was told something, by kind of notice."""
        told: dict[str, set[str]] = defaultdict(set)
        for one in happened:
            if sent := sent_notice(one):
                whom = sent["recipient"]
                told[sent["kind"]].add(self.somebody(whom) if whom in self.roles else whom)
        return {kind: sorted(several) for kind, several in sorted(told.items())}


def roles(cast: Cast) -> dict[str, str]:
    """Whoever can take part, and what they are to the case."""
    case = cast.case
    return {
        **dict.fromkeys(("stranger", f"{case}-guard"), "stranger"),
        **dict.fromkeys(COORDINATORS, "coordinator"),
        cast.referrer.referrer: str(cast.referrer.kind),
        f"{case}-worker": "bottom-line-setter",
        f"{case}-nurse": "information-giver",
        **dict.fromkeys(cast.circle, "aunt"),
        **{holder: "parent" for several in cast.holders.values() for holder in several},
        **dict.fromkeys(cast.persons, "child"),
    }


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All that an event says, and where."""
    several = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in several:
        yield from leaves(inner, f"{path}.{name}" if path else str(name))
    if not isinstance(value, Mapping | list):
        yield path, value


def is_random(value: str) -> bool:
    """Whether it is an id that tells nothing: of an example, or of what a process asked for."""
    try:
        return bool(UUID(value))
    except ValueError:
        return False


def surname(number: int) -> str:
    """One that sounds like that of no other case: whoever has name and birth date in common may be the same (R3)."""
    syllables = ""
    while number or not syllables:
        number, last = divmod(number, len(SYLLABLES))
        syllables = SYLLABLES[last] + syllables
    return f"{syllables}lstra".capitalize()
