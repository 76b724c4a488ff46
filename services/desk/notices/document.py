"""A plan as the circle's own document, in the language of whoever reads it (R43). Pure."""

from collections.abc import Iterator, Sequence

from services.desk.notices.said import Document, Matter, Reply
from services.desk.notices.wording import Wording

LONGEST = 8_000
"""Characters of a plan in a notice; what is longer the reader gets from the coordinator, whole."""


def write(plan: Document, wording: Wording) -> str:
    """The whole plan: what it answers, who does what, who agreed, when the circle looks at it again."""
    return "\n\n".join(paragraphs(plan, wording))


def fitted(plan: Document, wording: Wording) -> str:
    """As much of it as a notice can hold, cut between paragraphs and lines, never within one; and then it says so."""
    text = write(plan, wording)
    if len(text) <= LONGEST:
        return text
    kept = text[:LONGEST].rpartition("\n")[0]
    return f"{kept}\n\n{wording.words['document']['rest']}"


def paragraphs(plan: Document, wording: Wording) -> Iterator[str]:
    """What the plan says, in order."""
    words = wording.words["document"]
    yield words["title"].format(version=plan.version, date=wording.date(plan.agreed_on))
    yield from (reply(one, wording) for one in plan.replies)
    yield from (f"{words['bottom_line']} {reply(one, wording)}" for one in plan.bottom_lines)
    if plan.actions:
        yield listed(words["actions"], [action(one, wording) for one in plan.actions])
    if plan.requests:
        yield listed(words["requests"], list(map(wording.own, plan.requests)))
    if plan.dissent:
        yield words["dissent"].format(text=wording.own(plan.dissent))
    yield from watched(plan, wording)


def watched(plan: Document, wording: Wording) -> Iterator[str]:
    """Who agreed, who keeps an eye on it, and when."""
    words = wording.words["document"]
    if plan.agreed_by:
        yield words["agreed"].format(names=named(plan.agreed_by, wording))
    if set(plan.present) - set(plan.agreed_by):
        yield words["present"].format(names=named(plan.present, wording))
    if plan.monitor:
        yield words["monitor"].format(name=wording.own(plan.monitor))
    if plan.reviews:
        yield words["reviews"].format(dates=wording.together([wording.date(day) for day in plan.reviews]))
    if plan.fallback:
        yield words["fallback"].format(date=wording.date(plan.fallback))


def reply(one: Reply, wording: Wording) -> str:
    """A question and what the plan says to it, or why not."""
    why_not = wording.words["document"]["why_not"]
    said = wording.own(one.answer) if one.answer else ""
    if not said and one.why_not:
        said = why_not.format(why=wording.own(one.why_not))
    return f"{wording.own(one.question)}\n{said}" if one.question else said


def action(one: Matter, wording: Wording) -> str:
    """Who does what, by when or how often; and what is still open about it."""
    words = wording.words["document"]
    line = wording.matter(one)
    if one.returned:
        return str(words["returned"].format(line=line))
    if one.pending:
        line = words["pending"].format(line=line)
    return str(words["watched"].format(line=line, name=wording.own(one.monitor))) if one.monitor else line


def listed(head: str, lines: Sequence[str]) -> str:
    """A heading and what is below it."""
    return "\n".join((head, *(f"- {line}" for line in lines)))


def named(people: Sequence[str], wording: Wording) -> str:
    """Names as a sentence has them, each with a capital."""
    return wording.together(list(map(wording.capital, people)))
