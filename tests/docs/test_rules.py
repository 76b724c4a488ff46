"""Rules are traced through the code: each has a home, a test and a sentence; each code of a refusal means one thing."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docs.generate import __main__ as generate
from docs.generate import checking, rule_pages, tracing
from docs.generate.rule_pages import Traced
from docs.generate.tracing import Refusal, rules_in

RULES = rule_pages.traced()


def known(number: int) -> Traced:
    """One rule."""
    return next(rule for rule in RULES if rule.rule == f"R{number}")


def test_the_pages_are_fresh() -> None:
    """Run `python -m docs.generate` after a change, and commit what it writes."""
    assert [path.name for path, text in generate.files().items() if path.read_text() != text] == []


def test_nothing_is_wrong() -> None:
    """Every rule has a home and a test, every key a rule, every code one meaning."""
    assert generate.wrong() == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [("R15", {15}), ("R14-R16, R30", {14, 15, 16, 30}), ("R1-3", {1, 2, 3}), ("RFC 9457, ERR15", set()), (None, set())],
)
def test_a_text_cites_rules(text: str | None, rules: set[int]) -> None:
    """One by one, or from one to another."""
    assert rules_in(text) == rules


def test_a_rule_is_traced_to_its_home_its_tests_its_policy_and_its_refusals() -> None:
    """R15 lives where people are asked."""
    rule = known(15)

    assert "services/coordination/circle.py" in rule.lives_in
    assert "contracts/coordination/circle.py" in rule.messages
    assert rule.tests[0] == "tests/rules/test_coordination_circle.py"
    assert set(rule.policy) >= {"reminders", "reminder_days"}
    assert "not-invited" in {one["code"] for one in rule.refusals}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lives_in": []}, "R15 has no home: no docstring of a service cites it."),
        ({"tests": []}, "R15 has no test: the docstring of none cites it."),
        ({"rule": "R45"}, "docs/rules.yaml has R45, which is no rule."),
        ({"rule": "R14"}, "R15 is not in docs/rules.yaml."),
        ({"still_to_come": "all of it"}, "R15 is there: say in docs/rules.yaml what of it is not."),
    ],
)
def test_a_rule_without_a_home_or_a_test_is_found(changed: dict[str, Any], said: str) -> None:
    """`make check` fails with a sentence that says which."""
    rules = [replace(rule, **changed) if rule.rule == "R15" else rule for rule in RULES]

    assert said in checking.wrong_rules(rules)


def test_a_rule_of_which_all_is_still_to_come_needs_neither() -> None:
    """Honest, and the only excuse."""
    nothing = replace(known(15), lives_in=[], tests=[], still_to_come="all of it")

    assert not [said for said in checking.wrong_rules([nothing]) if said.startswith("R15 has")]


def test_a_code_that_means_two_things_is_found() -> None:
    """Unless it is said what it means. The same words, or the same rule in one file, mean the same."""
    one = Refusal("Refused", "too-late", "The time ran out.", "R13", "a.py:1")
    same = replace(one, place="b.py:1")
    other = replace(one, text="The session has passed.", place="c.py:1")

    assert checking.wrong_codes([one, same], {}) == []
    assert checking.wrong_codes([one, replace(other, place="a.py:9")], {}) == []
    assert checking.wrong_codes([one, other], {"too-late": "It is too late for that."}) == []
    assert "too-late" in checking.wrong_codes([one, other], {})[0]
    assert checking.wrong_codes([one, replace(same, rule="R17")], {}) != []


def test_a_refusal_without_a_code_in_so_many_words_or_without_a_rule_is_found() -> None:
    """Programs rely on the one, people on the other."""
    refusal = Refusal("Refused", "too-late", "The time ran out.", "R13", "a.py:1")

    assert checking.wrong_codes([replace(refusal, code=None)], {})[0].startswith("a.py:1: the code")
    assert checking.wrong_codes([replace(refusal, rule="")], {}) == ["a.py:1: `too-late` names no rule."]
    assert checking.wrong_codes([refusal], {"gone": "?"}) == ["docs/refusals.yaml: nothing is refused with `gone`."]


def test_a_refusal_that_no_test_says_is_found() -> None:
    """Both directions of a rule are tested; what the desk answers has tests of its own."""
    refusal = Refusal("Refused", "too-late", "The time ran out.", "R13", "a.py:1")

    assert checking.untested([refusal, replace(refusal, by="Problem", code="gone")], {"no"}) == [
        "a.py:1: no test says `too-late`."
    ]
    assert checking.untested([refusal], {"no", "too-late"}) == []


SAYS_NO = """
def check(case, given):
    said = "One." if case else "Another."
    if case:
        raise Refused("first" if given else "second", said, rule="R1")
    raise Refused(word(case), f"The role {given.by.role} may not.", rule="R2")
"""


def test_what_a_refusal_says_is_read_from_the_code() -> None:
    """Chosen among several it is each of them; what is filled in is named; what is computed is not a code."""
    found = list(tracing.refusals_in("a.py", ast.parse(SAYS_NO)))

    assert {(one.code, one.text, one.rule) for one in found if one.code} == {
        (code, text, "R1") for code in ("first", "second") for text in ("One.", "Another.")
    }
    assert [(one.code, one.text) for one in found if one.rule == "R2"] == [(None, "The role {role} may not.")]


def test_a_stale_page_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check names it and fails; writing puts it right, and then it passes."""
    page = tmp_path / "docs" / "rules.md"
    page.parent.mkdir()
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "files", lambda: {page: "# Rules\n"})

    assert generate.main(["--check"]) == 1
    assert (generate.main([]), generate.main(["--check"])) == (0, 0)
    assert page.read_text() == "# Rules\n"
