"""Everything that waits (promise 4): for what, after what time somebody is nudged, by which policy; or why nobody is.

What is done when the moment has come is said to people by the desk (`services/desk/cases/waits.py`); docs/waits.md
shows both. A key of the policy stands in braces.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass

from contracts.process import Due


@dataclass(frozen=True)
class Nudge:
    """How long something is waited for."""

    awaited: str
    after: str
    rule: str
    then: str = ""
    """What happens, where it is not the process that asks."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the policy that say how long."""
        return tuple(dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(self.after) if name))


@dataclass(frozen=True)
class WithoutNudge:
    """What may wait for ever, and why."""

    awaited: str
    why: str
    rule: str


TWICE = "then {escalate_again_working_days} more"
TWICE_DAYS = "then {escalate_again_working_days} working days more"

BY_PROCESS: Mapping[Due, Nudge] = {
    Due.ESCALATE_CONTACT: Nudge(
        "the first contact, with the person concerned or with the referrer",
        f"{{contact_working_days}} working days, {TWICE}",
        "R10",
    ),
    Due.ESCALATE_INTAKE: Nudge(
        "the intake to be done",
        f"{{intake_working_days}} working days, {TWICE}; thinking it over does not count",
        "R10",
    ),
    Due.LAPSE_CONSENT: Nudge("the yes of the person concerned", "{consent_weeks} weeks", "R5"),
    Due.FIND_COORDINATOR: Nudge(
        "a coordinator to ask", "at once; {offer_working_days} working days after nobody was left to ask", "R13"
    ),
    Due.LAPSE_OFFER: Nudge("the answer of the coordinator who was asked", "{offer_working_days} working days", "R13"),
    Due.REMIND_CIRCLE: Nudge(
        "the answer of whoever was invited", "{reminder_days} days, at most {reminders} times each", "R15"
    ),
    Due.ESCALATE_PREPARATION: Nudge("the conference to be ready", f"{{preparation_weeks}} weeks, {TWICE_DAYS}", "R19"),
    Due.ESCALATE_CONFERENCE: Nudge(
        "somebody to tell how the session went", f"{{conference_working_days}} working days after it, {TWICE}", "R22"
    ),
    Due.ESCALATE_JUDGEMENT: Nudge(
        "the judgement of each bottom line", f"{{judgement_working_days}} working days, {TWICE}", "R24"
    ),
    Due.ESCALATE_PLAN: Nudge(
        "the plan to be written up, or the circle to choose another way",
        f"{{plan_working_days}} working days, {TWICE}",
        "R23, R25",
    ),
    Due.CALL_FAMILY: Nudge("the coordinator's call", "{call_days} days", "R27"),
    Due.CONTACT_REFERRER: Nudge("the manager's contact with family and referrer", "{contact_days} days", "R27"),
    Due.HOLD_REVIEW: Nudge(
        "the next review", "the months that the circle chose, otherwise {reviews_after_months}", "R27"
    ),
}
"""What the process asks for, unless a milestone comes first."""

BY_DAY: Mapping[str, tuple[Nudge, ...]] = {
    "referral": (
        Nudge(
            "a decision about a safety signal",
            "{safety_days} days",
            "R37",
            "the region's lead hears; also after the end of the case",
        ),
        Nudge("the birthday that changes whose consent is needed", "on its day", "R5", "who is newly needed is asked"),
        Nudge(
            "another region's answer to a transfer",
            "{transfer_working_days} working days",
            "R4",
            "the request lapses, the case stays with the sender, who hears of it",
        ),
        Nudge(
            "a manager's decision whether two cases are the same",
            "{duplicate_working_days} working days, then {escalate_again_working_days} more",
            "R3",
            "the regional manager, then the region's lead hears; it decides nothing",
        ),
    ),
    "coordination": (
        Nudge(
            "a complaint to be settled",
            "{complaint_weeks} weeks, and each {complaint_weeks} weeks after",
            "R41",
            "somebody else than the one it is about hears",
        ),
        Nudge(
            "hours and expenses to be approved, claimed after the manager heard of others that day",
            "the next morning",
            "R42",
            "the regional manager hears",
        ),
    ),
    "plan": (
        Nudge(
            "word of the call, or of the contact, that somebody was asked for",
            "{contact_within_days} days",
            "R27",
            "of the coordinator's call the regional manager hears, of the manager's contact the region's lead",
        ),
        Nudge(
            "the word of an owner who was absent when the plan was agreed",
            "{answer_days} days",
            "R23",
            "the circle's monitor hears that nothing was said",
        ),
        Nudge(
            "an action whose owner asked to be reminded",
            "on its date; if it happens once, again after {reminder_days} days; at most {action_reminders} times",
            "R28",
            "its owner is reminded; after that the circle's own monitor hears, and nobody else",
        ),
    ),
}
"""What a service looks at when the day turns, by the service."""

FOR_EVER: tuple[WithoutNudge, ...] = (
    WithoutNudge(
        "an intake, a preparation, word of a conference, a plan or a judgement, after both levels heard",
        "each hears once, and a deadline decides nothing; `ekc cases` still lists what the case waits for",
        "R10",
    ),
    WithoutNudge(
        "a decision whether two cases are the same, after both levels heard",
        "each hears once, and it decides nothing",
        "R3, R10",
    ),
    WithoutNudge(
        "a decision about a safety signal, after the region's lead heard", "what is done is a person's decision", "R37"
    ),
    WithoutNudge(
        "invitations that are paused and places that are hidden",
        "no time makes it safe: a person lifts it; `ekc case why` says that it stands",
        "R37",
    ),
    WithoutNudge(
        "the lifting of a restriction: until then what is kept rests, and what is due waits",
        "the law sets no time, and it rests for as long as its ground stands; `ekc case why` says that it does",
        "R34",
    ),
    WithoutNudge(
        "a decision about a conflict of interest that is flagged in an accepted case",
        "the manager hears at once, and no step waits for it; before that the case is not accepted without it",
        "R5",
    ),
    WithoutNudge(
        "the consent that a birthday newly requires in an accepted case",
        "it is asked for once, for more would be pressure, and the manager hears; until it is there nobody new is "
        "invited and no conference is held",
        "R5",
    ),
    WithoutNudge(
        "a payer's decision on funding that was requested",
        "no step waits for it, and a refusal closes nothing: the manager who asked looks after it",
        "R8",
    ),
    WithoutNudge(
        "what an agency corrected, to be looked at",
        "the manager hears at once; the deadlines of the intake go on, and the agency has had its answer",
        "R10, R30",
    ),
    WithoutNudge(
        "a decision about a coordinator who has a stake, since an agency joined or a bottom line was set",
        "the manager hears at once; nothing is ready until then, and of that they hear when the preparation takes long",
        "R12, R19",
    ),
    WithoutNudge(
        "information that somebody, or an agency's professional, was asked for",
        "it is asked for once, with the day; without it nothing is ready, and of that the manager hears when the "
        "preparation takes long",
        "R18, R19",
    ),
    WithoutNudge(
        "word of who stays, after one of several left",
        "they are asked once; their yes stands until they say otherwise",
        "R38",
    ),
    WithoutNudge(
        "erasure that was asked for (`erasure-asked`)", "it is recorded with its day; nothing erases yet", "R5, R34"
    ),
    WithoutNudge(
        "word that a notice was spoken, or posted",
        "what was not reported is neither silence nor a reminder; `ekc notices list --channel spoken` has what is to "
        "be said",
        "R40, R44",
    ),
    WithoutNudge(
        "claimed hours and expenses that are not approved",
        "the manager hears of the first that waits, once; the case waits for nothing of it",
        "R42",
    ),
    WithoutNudge("approved work that is not billed", "nobody is told: when there is a bill the manager decides", "R42"),
    WithoutNudge("word of a call or a contact, after somebody else heard that it is late", "they hear once", "R27"),
    WithoutNudge(
        "the word of an absent owner, after the circle's monitor heard",
        "nobody is chased; pending it stays",
        "R23, R28",
    ),
    WithoutNudge(
        "an invited person who stays silent after the last reminder",
        "more would be pressure; the manager hears when the preparation takes long",
        "R15",
    ),
    WithoutNudge("an action whose owner did not ask to be reminded", "nobody is chased", "R28"),
    WithoutNudge(
        "a case that is the same as another one", "it goes on there, and ends with it; the link can be undone", "R3"
    ),
    WithoutNudge("a closed case", "it is reopened when somebody wants it, until it is erased", "R29, R34"),
    WithoutNudge("a late yes to an offer", "it counts only while nobody else holds the offer", "R13"),
    WithoutNudge(
        "a message that could not be handled, and the case that stands still behind it",
        "the cause is for an operator to mend: `ekc status` and `ekc case why` say so; a withdrawal, a death and an "
        "erasure pass it, and what is replayed after the end brings nothing back",
        "R31",
    ),
    WithoutNudge(
        "a milestone of a case without a running process",
        "operators hear once, and it is tried again each minute until there is one",
        "R29",
    ),
)
"""What nobody is nudged for, on purpose."""
