"""What an agreement means on Kafka: topics, users, access rules, quotas. Pure; `kafka.py` and `manifests.py` do it.

An agency may do three things: write its inbound topic, read its outbound one, and have consumer groups whose names
begin with its own. Nothing of anybody else changes with it: the parts inside reach all agencies' topics by prefix.
"""

from dataclasses import dataclass
from typing import Literal

from contracts.agreement import Agreement, Quotas, State
from contracts.topics import Topic, agency_topics, inbound, outbound


@dataclass(frozen=True)
class Rule:
    """Somebody may do something with a topic, or with all groups whose names begin with these letters."""

    user: str
    operation: Literal["Write", "Read"]
    topic: str = ""
    groups: str = ""


@dataclass(frozen=True)
class Wanted:
    """All that is to be there for one agency, and nothing else."""

    agency: str
    topics: tuple[Topic, ...]
    users: tuple[str, ...]
    rules: frozenset[Rule]
    quotas: Quotas


def user(agency: str, number: int) -> str:
    """The name of one of an agency's two users. No agency's name has a dot, so none has the name of another's user."""
    return agency if number == 1 else f"{agency}.{number}"


def users(agency: str) -> tuple[str, str]:
    """Both of them, whether they are there or not."""
    return user(agency, 1), user(agency, 2)


def wanted(agency: str, agreement: Agreement) -> Wanted:
    """What an agreement asks for: while it is suspended no rule, and once it is removed no user either.

    The outbound topic stays for good: the statuses of running cases go there, where nobody may read them then, and are
    gone after its retention. Without it they would wait in the outbox for ever.
    """
    gone = agreement.state is State.REMOVED
    known = () if gone else tuple(user(agency, number) for number in agreement.users)
    allowed = known if agreement.state is State.ACTIVE else ()
    return Wanted(
        agency=agency,
        topics=agency_topics(agency)[1:] if gone else agency_topics(agency),
        users=known,
        rules=frozenset(rule for name in allowed for rule in rules(agency, name)),
        quotas=agreement.quotas,
    )


def rules(agency: str, name: str) -> tuple[Rule, ...]:
    """What one of its users may do. Whoever may write or read a topic may describe it; nobody else may."""
    return (
        Rule(name, "Write", topic=inbound(agency)),
        Rule(name, "Read", topic=outbound(agency)),
        Rule(name, "Read", groups=f"{agency}."),
    )
