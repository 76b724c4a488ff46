"""What a program can see that is not as it should be with the rules, the policy and the refusals, in sentences."""

from collections.abc import Collection, Mapping, Sequence

from contracts.policy import Policy
from contracts.process import Due
from contracts.waits import Nudge
from docs.generate.rule_pages import Traced, by_code
from docs.generate.tracing import RULES, Refusal, keys_in_use, policy_of

NOTHING_YET = "all of it"
"""What is still to come of a rule that has no home or no test yet; nothing else excuses that."""
TIME = Policy.model_fields["call_days"].metadata
"""What a key of the policy has that says how long something is waited for."""
NO_VALUE = {"version"}
"""A key of the policy that no rule asks for: it names the others."""


def wrong_rules(rules: list[Traced]) -> list[str]:
    """Each rule is written down once, has a home, and has a test."""
    wanted, found = {f"R{number}" for number in RULES}, {rule.rule for rule in rules}
    expected = [rule for rule in rules if rule.still_to_come != NOTHING_YET]
    return [
        *(f"{name} is not in docs/rules.yaml." for name in sorted(wanted - found)),
        *(f"docs/rules.yaml has {name}, which is no rule." for name in sorted(found - wanted)),
        *(f"{one.rule} has no home: no docstring of a service cites it." for one in expected if not one.lives_in),
        *(f"{one.rule} has no test: the docstring of none cites it." for one in expected if not one.tests),
        *(f"{one.rule} is there: say in docs/rules.yaml what of it is not." for one in rules if excused(one)),
    ]


def excused(rule: Traced) -> bool:
    """Whether all of it is said to be still to come though it is there."""
    return rule.still_to_come == NOTHING_YET and bool(rule.lives_in and rule.tests)


def wrong_policy() -> list[str]:
    """A key of the policy names its rule, and some rule asks for it."""
    keys = Policy.model_fields.keys() - NO_VALUE
    named = {key for rule in RULES for key in policy_of(rule)}
    return [
        *(f"contracts/policy.py: {key} does not say by which rule it counts." for key in sorted(keys - named)),
        *(f"contracts/policy.py: no rule asks for {key}." for key in sorted(keys - keys_in_use())),
    ]


def wrong_codes(said: Sequence[Refusal], meanings: dict[str, str]) -> list[str]:
    """A code is written down where a rule says no, names the rule, and means one thing."""
    of_rules = [one for one in said if one.by == "Refused"]
    found = by_code(said)
    unexplained = [code for code in sorted(found) if code not in meanings and differs(found[code])]
    return [
        *(
            f"{one.place}: the code of a refusal is not written there in so many words."
            for one in of_rules
            if not one.code
        ),
        *(f"{one.place}: `{one.code}` names no rule." for one in of_rules if not one.rule),
        *(
            f"`{code}` is said in several ways, in {' and '.join(sorted({one.place for one in found[code]}))}: "
            "say in docs/refusals.yaml what it means, or choose another code."
            for code in unexplained
        ),
        *(f"docs/refusals.yaml: nothing is refused with `{code}`." for code in sorted(meanings.keys() - found.keys())),
    ]


def untested(said: Sequence[Refusal], tested: Collection[str]) -> list[str]:
    """What a rule refuses is refused in a test, by its code."""
    codes = {one.code: one.place for one in said if one.by == "Refused" and one.code}
    return [f"{place}: no test says `{code}`." for code, place in codes.items() if code not in tested]


def differs(said: list[Refusal]) -> bool:
    """Whether a code is said in other words by another owner: in another file, or by another rule."""
    owners = {(one.place.partition(":")[0], one.rule) for one in said}
    return len(owners) > 1 and len({(one.text, one.rule) for one in said}) > 1


def wrong_waits(by_process: Mapping[Due, Nudge], by_day: Mapping[str, Sequence[Nudge]]) -> list[str]:
    """Whatever is due is described, and each time of the policy is the time of some wait."""
    waits = [*by_process.values(), *(one for many in by_day.values() for one in many)]
    named = {key for one in waits for key in one.keys}
    times = {name for name, field in Policy.model_fields.items() if field.metadata == TIME}
    return [
        *(f"contracts/waits.py: nothing is said of {due}." for due in Due if due not in by_process),
        *(f"contracts/waits.py: {key} is no key of the policy." for key in sorted(named - Policy.model_fields.keys())),
        *(f"contracts/waits.py: no wait takes {key}." for key in sorted(times - named)),
    ]
