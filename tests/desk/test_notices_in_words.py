"""What notices say, in whose language and form of address (R44), against a real database."""

from datetime import timedelta

from contracts.notices import ChooseHowToBeTold, NoticeKind
from contracts.people import Address, Channel, Ending
from contracts.referral import BottomLineSet, CaseEnded
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation, invited
from tests.desk.house import House
from tests.desk.telling import notices, people, tell


async def test_a_notice_is_told_in_the_recipients_language_with_who_what_where_and_when(house: House) -> None:
    """R44: the coordinator asks, for whom, where and when; the words are shown to whoever may read them."""
    await in_preparation(house)
    await house.happened(CASE, invitation(when=MONDAY + timedelta(days=20)), service="coordination", at=MONDAY)

    await tell(house)

    told = (await notices(house, texts=True))["notice-1"]
    assert (told["state"], told["channel"], told["language"]) == ("sent", "mail", "nl")
    for words in ("Beste Els van der Zande", "Fatma Yilmaz", "van Mike", "zondag 23 maart 2025", "buurthuis De Klok"):
        assert words in told["text"]


async def test_whom_the_case_is_about_stays_so_in_every_capacity(house: House) -> None:
    """R38: they can be in the circle too, and set no language aside by it."""
    await in_preparation(house)
    line = BottomLineSet(
        bottom_line="line-1",
        version=1,
        setter="mike",
        setter_name="Mike",
        mandate="other",
        text="Niet alleen thuis.",
        ground="Zorgen.",
    )
    await house.happened(CASE, line, at=MONDAY)

    mike = (await people(house))["mike"]

    assert (mike["kind"], mike["language"], mike["channel"]) == (
        "person-concerned",
        "en",
        "letter",
    )


async def test_an_invitation_without_a_language_and_a_channel_changes_neither(house: House) -> None:
    """R15, R38, R44: also of whom the case is about; of whom nothing is known it is Dutch, and somebody speaks."""
    await in_preparation(house)
    known = {"language": "ar", "channel": Channel.TEXT_MESSAGE}
    await house.happened(CASE, invited("oma", **known), at=MONDAY)
    for who in ("mike", "oma", "oom"):
        await house.happened(CASE, invited(who, language=None, channel=None), at=MONDAY)

    found = {name: (one["language"], one["channel"]) for name, one in (await people(house)).items()}

    assert (found["mike"], found["oma"], found["oom"]) == (("en", "letter"), ("ar", "text-message"), ("nl", "spoken"))


async def test_a_circle_without_one_e_mail_address_is_told_all_the_same(house: House) -> None:
    """R40, R44: spoken and by letter, each in their language; the desk lists what somebody has to bring."""
    await in_preparation(house)
    by_letter = invited("oma", name="Trui", language="pl", channel=Channel.LETTER)
    spoken = invited("oom", name="Jan", language="ar", channel=Channel.SPOKEN)
    asked = [invitation("notice-1", "oma"), invitation("notice-2", "oom"), invitation("notice-3", "mike")]
    await house.happened(CASE, by_letter, spoken, at=MONDAY)
    await house.happened(CASE, *asked, service="plan", at=MONDAY)

    await tell(house)

    told = await notices(house, texts=True)
    assert {(one["channel"], one["language"]) for one in told.values()} == {
        ("letter", "pl"),
        ("spoken", "ar"),
        ("letter", "en"),
    }
    assert {one["review"] for one in told.values()} == {"not reviewed by a speaker"}
    assert [told[name]["right_to_left"] for name in ("notice-1", "notice-2")] == [False, True]
    assert "Pana/Panią" in told["notice-1"]["text"]
    assert [one["notice"] for one in (await house.get("/notices", channel="spoken"))["notices"]] == ["notice-2"]
    assert (await house.get("/notices", "stranger"))["notices"] == []


async def test_how_somebody_chose_to_be_told_stands_whatever_others_write_of_them(house: House) -> None:
    """R44: language, channel and form of address."""
    await in_preparation(house)
    choice = ChooseHowToBeTold(recipient="els", language="tr", channel=Channel.SPOKEN, address=Address.INFORMAL)

    await house.answered(CASE, choice, "desk", topic="ekc.desk.commands")
    await house.happened(CASE, invited(language="nl", channel=Channel.MAIL), invitation(), at=MONDAY)
    await tell(house)

    told = (await notices(house, texts=True))["notice-1"]
    assert (told["language"], told["channel"]) == ("tr", "spoken")
    assert "seni" in told["text"]
    els = (await people(house))["els"]
    assert (els["language"], els["channel"], els["address"]) == ("tr", "spoken", "informal")


async def test_staff_are_told_by_role_under_the_key_of_the_case(house: House) -> None:
    """R10: the regional manager hears, also after the end."""
    await in_preparation(house)
    await house.happened(CASE, CaseEnded(ending=Ending.STOPPED, ended=MONDAY, round=1), at=MONDAY)
    deviation = invitation("notice-1", "regional-manager", kind=NoticeKind.DEVIATION, detail="case-ended")
    await house.happened(CASE, deviation, service="coordination", at=MONDAY)

    await tell(house)

    told = (await notices(house, texts=True))["notice-1"]
    assert "de zaak was al beëindigd" in told["text"]
    sent = [envelope for _, envelope in await house.outbox() if envelope["type"].endswith("notice-sent.v1")]
    assert [envelope["data"]["recipient_key"] for envelope in sent] == [CASE]
