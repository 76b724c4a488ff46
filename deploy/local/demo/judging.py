"""What a story expects, and what came of it instead: the same judgement wherever it was played."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from deploy.local.demo.telling import Telling, kind_of

STILL_TOLD = frozenset({"called-off", "offer-withdrawn", "status"})
"""What people may hear after the end of a case: that it is off, and its last status."""


def judge(telling: Telling) -> list[str]:
    """What did not come as the story expects; nothing if all is well."""
    wanted = telling.story.expect
    return [
        *(f"{case} ended {differs}" for case, differs in differences(endings(telling), wanted.ending)),
        *wrong_counts(telling),
        *(
            f"the agency that referred {case} heard {differs}"
            for case, differs in differences(statuses(telling), wanted.statuses)
        ),
        *wrong_notices(telling),
        *late_notices(telling),
    ]


def differences(
    found: Mapping[str, tuple[str, ...]], wanted: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """What is not the same, for each case."""
    for case in {**wanted, **found}:
        came, should = found.get(case, ()), wanted.get(case, ())
        if came != should:
            yield case, f"({', '.join(came)}), not ({', '.join(should)})"


def endings(telling: Telling) -> dict[str, tuple[str, ...]]:
    """How each case ended; more than once, if it was reopened."""
    names = {case: name for name, case in telling.cases.items()}
    found: dict[str, tuple[str, ...]] = {}
    for one in telling.happened:
        if one["kind"] == "case-ended":
            name = names[one["case"]]
            found[name] = (*found.get(name, ()), one["data"]["ending"])
    return found


def statuses(telling: Telling) -> dict[str, tuple[str, ...]]:
    """What the agencies heard about each case that they referred: a status, or what kind of answer it was instead."""
    return {case: tuple(heard(telling, sent)) for case, sent in telling.sent.items()}


def heard(telling: Telling, sent: list[str]) -> Iterator[str]:
    """In order, what is about the referral or about one of the messages."""
    referral = telling.referral(sent[0])
    for one in telling.heard:
        if one.get("message") in sent or (referral and one["subject"] == referral):
            yield one.get("status") or kind_of(one["type"])


def wrong_counts(telling: Telling) -> list[str]:
    """What happened more or less often than it should."""
    counted, wanted = counts(telling), telling.story.expect
    others = dict.fromkeys(counted, 0) if wanted.nothing_else else {}
    return [
        f"{kind} happened {counted[kind]} times, not {times}"
        for kind, times in {**others, **wanted.events}.items()
        if counted[kind] != times
    ]


def counts(telling: Telling) -> Counter[str]:
    """How often each type of event happened."""
    return Counter(one["kind"] for one in telling.happened)


def wrong_notices(telling: Telling) -> list[str]:
    """Who was told something that they should not, or was not told."""
    told, wanted = notices(telling), telling.story.expect
    others: dict[str, tuple[str, ...]] = dict.fromkeys(told, ()) if wanted.nothing_else else {}
    return [
        f"{kind} was told to {sorted(told.get(kind, set()))}, not to {sorted(who)}"
        for kind, who in {**others, **wanted.notices}.items()
        if told.get(kind, set()) != set(who)
    ]


def notices(telling: Telling) -> dict[str, set[str]]:
    """Who was told something, by kind of notice."""
    told: dict[str, set[str]] = defaultdict(set)
    names = {value: name for name, value in telling.ids.items()}
    for one in telling.happened:
        if sent := sent_notice(one):
            told[sent["kind"]].add(names.get(sent["recipient"], sent["recipient"]))
    return told


def late_notices(telling: Telling) -> list[str]:
    """Notices that left after what nobody is told anything after, but that it is off (R31).

    What counts is the order in which things happened: a notice has the date of its cause.
    """
    kinds = [one["kind"] for one in telling.happened]
    last = telling.story.expect.silent_after
    late = telling.happened[kinds.index(last) :] if last in kinds else []
    return [
        f"{sent['kind']} was sent after {last}"
        for one in late
        if (sent := sent_notice(one)) and sent["kind"] not in STILL_TOLD
    ]


def sent_notice(change: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The notice that left the desk, if that is what happened."""
    notice: Mapping[str, Any] | None = change["notice"]
    return notice if notice and notice["state"] == "sent" else None
