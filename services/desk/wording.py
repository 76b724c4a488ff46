"""The words of a notice: templates per language, form of address, dates as people write them (R44). Pure."""

import re
from datetime import date, datetime
from string import Formatter
from typing import Any

from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeKind
from services.desk.languages import templates
from services.desk.said import Matter, Said

LONGEST = 10_000
"""Characters that a notice may have (`contracts.notices.Letter`)."""
LONGEST_MATTERS = 2_500
SIGNERS = frozenset({"coordinator", "regional-manager"})
EITHER = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")
"""`[formal|informal]`."""


class Wording:
    """The template of one notice, in one language."""

    def __init__(self, language: str, kind: NoticeKind, *variants: str) -> None:
        self.language = language
        self.words = templates(language)
        entry = self.words["kinds"][kind]
        self.text: str = next((entry[name] for name in variants if name in entry and name != "parts"), entry["default"])
        self.parts: list[str] = entry.get("parts", [])

    @property
    def needs(self) -> frozenset[str]:
        """The placeholders in the text: what else there is to know is not even opened for it."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)

    def write(self, said: Said) -> str:
        """The whole notice."""
        paragraphs = [
            self.greeting(said),
            addressed(self.text, said).format_map(self.values(said)),
            *(addressed(self.words["parts"][part], said) for part in self.parts),
            self.words["closing"].format(who=capital(self.signer(said))),
        ]
        return cut("\n\n".join(paragraphs), LONGEST)

    def greeting(self, said: Said) -> str:
        """To somebody by name, where it is known."""
        return self.words["greeting"].format(name=said.name) if said.name else str(self.words["greeting_unnamed"])

    def values(self, said: Said) -> dict[str, str]:
        """What goes into the placeholders."""
        detail = self.detail(said.detail)
        return {
            "case": said.case,
            "who": capital(self.who(said)),
            "about": self.words["and"].join(said.about),
            "coordinator": said.coordinator or capital(self.words["roles"]["coordinator"]),
            "where": self.where(said),
            "by": self.moment(said.by) if said.by else "",
            "detail": detail,
            "Detail": capital(detail),
            "matters": self.listed(said.matters) or addressed(self.words["document"]["hidden"], said),
            "plan": said.plan,
        }

    def who(self, said: Said) -> str:
        """Who asks: the coordinator by name, others by their role."""
        if said.asked_by == "coordinator" and said.coordinator:
            return str(self.words["named"]["coordinator"].format(name=said.coordinator))
        return str(self.words["roles"].get(said.asked_by, self.words["roles"]["regional-manager"]))

    def signer(self, said: Said) -> str:
        """Who stands behind it: staff who ask, otherwise the office."""
        return self.who(said) if said.asked_by in SIGNERS else str(self.words["roles"]["process"])

    def where(self, said: Said) -> str:
        """Where and when, or that it is still to be chosen (R17)."""
        where = self.words["where"]
        if said.when is None:
            return addressed(where["unknown"], said)
        if said.hidden:
            return addressed(where["hidden"], said).format(when=self.moment(said.when))
        at_place = where["place"].format(place=said.place) if said.place else ""
        return str(where["known"].format(when=self.moment(said.when), at_place=at_place))

    def moment(self, at: datetime) -> str:
        """A date and time in words, Dutch time."""
        here = at.astimezone(AMSTERDAM)
        weekday = self.words["days"][here.weekday()]
        return str(
            self.words["moment"].format(weekday=weekday, **self.named(here), hour=f"{here:%H}", minute=f"{here:%M}")
        )

    def named(self, day: date) -> dict[str, Any]:
        """The parts of a date in words."""
        return {"day": day.day, "month": self.words["months"][day.month - 1], "year": day.year}

    def detail(self, words: str) -> str:
        """Words of fixed lists in the language; `declined:no-capacity` is a word and its reason."""
        return ": ".join(str(self.words["words"].get(word, word.replace("-", " "))) for word in words.split(":"))

    def listed(self, matters: tuple[Matter, ...]) -> str:
        """One thing in the sentence, several below each other; what is too long the coordinator tells."""
        lines = [self.matter(one) for one in matters]
        return cut(lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines), LONGEST_MATTERS)

    def matter(self, one: Matter) -> str:
        """Who does what, by when or how often."""
        words = self.words["action"]
        when = self.recurring(one) or (words["by"].format(date=self.date(one.by)) if one.by else None)
        what = words["when"].format(what=one.what.rstrip("."), when=when) if when else one.what
        return str(words["who"].format(who=one.who, what=what) if one.who else what)

    def date(self, day: date) -> str:
        """A date in words."""
        return str(self.words["date"].format(**self.named(day)))

    def recurring(self, one: Matter) -> str | None:
        """How often, and when first: dates say what a calendar needs."""
        every, dates = self.every(one.recurrence), ", ".join(map(self.date, one.dates))
        if not dates:
            return every
        return str(self.words["action"]["dates"].format(every=every, dates=dates)) if every else dates

    def every(self, recurrence: str | None) -> str | None:
        """How often, where a few words can say it: what a rule adds to "every second week" its words say themselves."""
        rule = dict(part.split("=", 1) for part in (recurrence or "").split(";") if "=" in part)
        one, many = self.words["action"]["every"].get(rule.get("FREQ"), (None, None))
        number = rule.get("INTERVAL", "1")
        return str(many.format(n=number)) if many and number != "1" else one


def addressed(text: str, said: Said) -> str:
    """A text of a template in the form of address of whoever reads it."""
    return EITHER.sub(lambda match: match.group(2 if said.informal else 1), text)


def cut(text: str, longest: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def capital(text: str) -> str:
    """With a capital, as a sentence begins."""
    return text[:1].upper() + text[1:]
