"""The words of a notice: language, form of address, how many, dates as people write them (R44). Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.lists import format_list

from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeKind
from contracts.sentences import sentence as meaning
from services.desk.notices.languages import FALLBACK, Plural, Words, placeholders, source, words
from services.desk.notices.said import Matter, Said

LONGEST = 10_000
"""Characters that a notice may have (`contracts.notices.Letter`)."""
LONGEST_MATTERS = 2_500
SIGNERS = frozenset({"coordinator", "regional-manager"})
EITHER = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")
"""`[formal|informal]`."""
ISOLATE, END, FROM_THE_RIGHT = "\u2068", "\u2069", "\u200f"


class Wording:
    """One notice in one language; in the language of the fallback where a text of it has no words in its own (R44)."""

    def __init__(self, language: str, kind: NoticeKind, *variants: str) -> None:
        path = chosen(kind, *variants)
        self.parts: list[str] = source()["kinds"][kind].get("parts", [])
        found = words(language)
        if not speaks(found, kind, path):
            found = words(FALLBACK)
        self.language = found.language
        self.found = found
        self.words = found.tree
        self.text: str | Plural = self.words["kinds"][kind][path]

    @property
    def needs(self) -> frozenset[str]:
        """The placeholders in the text: what else there is to know is not even opened for it."""
        return placeholders(self.text)

    def write(self, said: Said) -> str:
        """The whole notice."""
        paragraphs = [
            self.greeting(said),
            addressed(self.form(said), said).format_map(self.values(said)),
            *self.explained(said),
            *(addressed(self.words["parts"][part], said) for part in self.parts),
            self.words["closing"].format(who=self.capital(self.signer(said))),
        ]
        return cut(self.directed("\n\n".join(paragraphs)), LONGEST)

    def explained(self, said: Said) -> list[str]:
        """What a status means and what follows, as agencies read it; left out in a language without these words."""
        text = meaning(said.detail, said.next_step, self.language) if said.next_step else ""
        return [text] if text else []

    def form(self, said: Said) -> str:
        """The text in the form for as many as there are."""
        numbers = {"about": len(said.about), "matters": len(said.matters) or 1}
        return self.text.of(numbers[self.text.count]) if isinstance(self.text, Plural) else self.text

    def greeting(self, said: Said) -> str:
        """To somebody by name, where it is known."""
        return (
            self.words["greeting"].format(name=self.own(said.name))
            if said.name
            else str(self.words["greeting_unnamed"])
        )

    def values(self, said: Said) -> dict[str, str]:
        """What goes into the placeholders."""
        detail = self.detail(said.detail)
        return {
            "case": self.own(said.case),
            "number": str(len(said.matters)),
            "who": self.capital(self.who(said)),
            "about": self.together(said.about),
            "coordinator": self.own(said.coordinator)
            if said.coordinator
            else self.capital(self.words["roles"]["coordinator"]),
            "where": self.where(said),
            "by": self.moment(said.by) if said.by else "",
            "detail": detail,
            "Detail": self.capital(detail),
            "matters": self.listed(said.matters) or addressed(self.words["document"]["hidden"], said),
            "plan": said.plan,
        }

    def who(self, said: Said) -> str:
        """Who asks: the coordinator by name, others by their role."""
        if said.asked_by == "coordinator" and said.coordinator:
            return str(self.words["named"]["coordinator"].format(name=self.own(said.coordinator)))
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
        at_place = where["place"].format(place=self.own(said.place)) if said.place else ""
        return str(where["known"].format(when=self.moment(said.when), at_place=at_place))

    def moment(self, at: datetime) -> str:
        """A date and time in words, Dutch time."""
        here, locale = at.astimezone(AMSTERDAM), self.found.locale
        day, time = format_date(here, "full", locale), format_time(here, "short", locale=locale)
        return str(self.words["moment"].format(date=day, time=time))

    def date(self, day: date) -> str:
        """A date in words."""
        return format_date(day, "long", self.found.locale)

    def together(self, names: Sequence[str]) -> str:
        """Names as a sentence has them."""
        return format_list([self.own(name) for name in names], locale=self.found.locale)

    def detail(self, words: str) -> str:
        """Words of fixed lists in the language; `declined:no-capacity` is a word and its reason."""
        return ": ".join(str(self.words["words"].get(word, word.replace("-", " "))) for word in words.split(":"))

    def listed(self, matters: tuple[Matter, ...]) -> str:
        """One thing in the sentence, several below each other; what is too long the coordinator tells."""
        lines = [self.matter(one) for one in matters]
        return cut(sentence(lines[0]) if len(lines) == 1 else "\n".join(f"- {line}" for line in lines), LONGEST_MATTERS)

    def matter(self, one: Matter) -> str:
        """Who does what, by when or how often."""
        words = self.words["action"]
        when = self.recurring(one) or (words["by"].format(date=self.date(one.by)) if one.by else None)
        what = words["when"].format(what=self.own(one.what.rstrip(".")), when=when) if when else self.own(one.what)
        return str(words["who"].format(who=self.own(one.who), what=what) if one.who else what)

    def recurring(self, one: Matter) -> str | None:
        """How often, and when first: dates say what a calendar needs."""
        every, dates = self.every(one.recurrence), ", ".join(map(self.date, one.dates))
        if not dates:
            return every
        return str(self.words["action"]["dates"].format(every=every, dates=dates)) if every else dates

    def every(self, recurrence: str | None) -> str | None:
        """How often, where a few words can say it: what a rule adds to "every second week" its words say themselves."""
        rule = dict(part.split("=", 1) for part in (recurrence or "").split(";") if "=" in part)
        every: Plural | None = self.words["action"]["every"].get(rule.get("FREQ"))
        number = rule.get("INTERVAL", "1")
        return every.of(int(number)).format(n=number) if every and number.isdigit() else None

    def own(self, text: str) -> str:
        """What people wrote: in a language that is read the other way it keeps its own direction (UAX #9)."""
        return "\n".join(f"{ISOLATE}{line}{END}" for line in text.split("\n")) if self.found.right_to_left else text

    def directed(self, text: str) -> str:
        """A text that says in each of its lines that it is read from right to left, whatever the line begins with."""
        if not self.found.right_to_left:
            return text
        return "\n".join(f"{FROM_THE_RIGHT}{line}" if line else "" for line in text.split("\n"))

    def capital(self, text: str) -> str:
        """With a capital, as a sentence begins."""
        first = "İ" if self.language == "tr" and text.startswith("i") else text[:1].upper()
        return first + text[1:]


def chosen(kind: NoticeKind, *variants: str) -> str:
    """Which of the texts of a notice is meant: the first variant that it has."""
    entry = source()["kinds"][kind]
    return next((name for name in variants if name in entry and name != "parts"), "default")


def speaks(found: Words, kind: NoticeKind, path: str) -> bool:
    """Whether a language has the text of a notice, and all that notices share: a notice is in one language."""
    return found.tree["kinds"][kind][path] is not None and found.has_what_is_shared


def addressed(text: str, said: Said) -> str:
    """A text of a template in the form of address of whoever reads it."""
    return EITHER.sub(lambda match: match.group(2 if said.informal else 1), text)


def sentence(text: str) -> str:
    """A text with a full stop, unless it has an end already: another sentence follows it."""
    return text if text.rstrip(END)[-1:] in ".!?…؟" else f"{text}."


def cut(text: str, longest: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
