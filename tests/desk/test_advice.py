"""What a check says is shown to whoever asked (R6, R7): pure."""

from services.desk.cli.showing import advised


def test_advice_is_shown_with_its_reason() -> None:
    """R6: which question, and why; a question that is fine is not spoken of."""
    fine = {"question": "q-1", "checked": True, "advice": None}
    closed = {"question": "q-2", "checked": True, "advice": "It can be answered with yes or no."}

    assert advised([fine, closed]) == ["Look again at q-2: It can be answered with yes or no."]
    assert advised(closed) == ["Look again at q-2: It can be answered with yes or no."]
    assert advised("It may prescribe a solution.") == ["Look again: It may prescribe a solution."]
    assert advised(None) == []


def test_a_language_that_the_check_does_not_know_is_said_to_be_unchecked() -> None:
    """R6: honest about being a help; silence would read as approval."""
    (said,) = advised([{"question": "q-1", "checked": False}])

    assert said.startswith("Not checked: q-1.")
