"""The pages of all messages, which are browsed without any network."""

import re
from functools import cache

from contracts.catalogue import ALL_TOPICS, messages, short
from docs.generate import message_pages

LINK = re.compile(r'(?:href|src)="([^"]*)"')


@cache
def pages() -> dict[str, str]:
    """All of them."""
    return message_pages.pages()


def test_every_message_has_a_page_and_a_place_on_the_first_one() -> None:
    """By topic."""
    assert set(pages()) == {"index.html", *(f"{short(kind)}.html" for kind in messages())}
    assert all(f'href="{short(kind)}.html"' in pages()["index.html"] for kind in messages())
    assert all(topic.name in pages()["index.html"] for topic in ALL_TOPICS)


def test_a_page_needs_no_network() -> None:
    """It links to the other pages and to nothing else, and forbids the browser to fetch anything."""
    for name, text in pages().items():
        assert {*LINK.findall(text)} <= {*pages()}, name
        assert "default-src 'none'" in text


def test_a_page_says_all_that_is_to_be_known_of_a_message() -> None:
    """Who writes and reads it and for how long, its fields with whose they are, an example, and what is refused."""
    submitted = pages()["referral-submitted.v1.html"]
    invited = pages()["coordination.participant-invited.v1.html"]

    for words in (
        "ekc.in.{agency}",
        "14 days",
        "backward",
        "persons[].birth_date",
        "2026-000123",
        "reference is missing",
    ):
        assert words in submitted
    assert "<td>name</td><td>string</td><td>yes</td><td>participant</td>" in invited
