"""A plan as the circle's own document, in the language of whoever reads it (R43). Pure."""

from collections.abc import Iterator, Sequence

from services.desk.said import Document, Matter, Reply
from services.desk.wording import Wording, capital

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
    yield from (reply(one, words["why_not"]) for one in plan.replies)
    yield from (f"{words['bottom_line']} {reply(one, words['why_not'])}" for one in plan.bottom_lines)
    if plan.actions:
        yield listed(words["actions"], [action(one, wording) for one in plan.actions])
    if plan.requests:
        yield listed(words["requests"], plan.requests)
    if plan.dissent:
        yield words["dissent"].format(text=plan.dissent)
    yield from watched(plan, wording)


def watched(plan: Document, wording: Wording) -> Iterator[str]:
    """Who agreed, who keeps an eye on it, and when."""
    words = wording.words["document"]
    if plan.agreed_by:
        yield words["agreed"].format(names=together(plan.agreed_by, wording))
    if set(plan.present) - set(plan.agreed_by):
        yield words["present"].format(names=together(plan.present, wording))
    if plan.monitor:
        yield words["monitor"].format(name=plan.monitor)
    if plan.reviews:
        yield words["reviews"].format(dates=together([wording.date(day) for day in plan.reviews], wording))
    if plan.fallback:
        yield words["fallback"].format(date=wording.date(plan.fallback))


def reply(one: Reply, why_not: str) -> str:
    """A question and what the plan says to it, or why not."""
    said = one.answer or (why_not.format(why=one.why_not) if one.why_not else "")
    return f"{one.question}\n{said}" if one.question else said


def action(one: Matter, wording: Wording) -> str:
    """Who does what, by when or how often; and what is still open about it."""
    words = wording.words["document"]
    line = wording.matter(one)
    if one.returned:
        return str(words["returned"].format(line=line))
    if one.pending:
        line = words["pending"].format(line=line)
    return str(words["watched"].format(line=line, name=one.monitor)) if one.monitor else line


def listed(head: str, lines: Sequence[str]) -> str:
    """A heading and what is below it."""
    return "\n".join((head, *(f"- {line}" for line in lines)))


def together(names: Sequence[str], wording: Wording) -> str:
    """Names or dates as a sentence has them."""
    *first, last = map(capital, names)
    return f"{', '.join(first)}{wording.words['and']}{last}" if first else last
