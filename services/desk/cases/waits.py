"""What a case waits for after each milestone, in words: for what, whose turn, by which rule."""

from dataclasses import dataclass

from contracts.process import Due, Milestone


@dataclass(frozen=True)
class Wait:
    """What is awaited."""

    what: str
    whose: str
    """A role, never a person."""
    rule: str


PLAN = Wait("the circle's plan, written up by the coordinator", "coordinator", "R23")
PREPARATION = Wait("everything that a conference needs to be ready", "coordinator", "R19")
CONFERENCE = Wait("the conference, and somebody telling how it went", "coordinator", "R22")
REVIEW = Wait("the next contact or review of the circle", "regional-manager", "R27")

WAITS = {
    Milestone.OPENED: Wait("the first contact, and whether the person concerned wants it", "regional-manager", "R5"),
    Milestone.WANTED: Wait("the intake to be done", "regional-manager", "R9"),
    Milestone.ACCEPTED: Wait("a coordinator to be found", "process", "R11"),
    Milestone.OFFERED: Wait("the answer of the coordinator who was asked", "coordinator", "R13"),
    Milestone.OFFER_DECLINED: Wait("the next best coordinator to be asked", "process", "R13"),
    Milestone.POOL_EMPTY: Wait("a coordinator: nobody is left to ask", "regional-manager", "R13"),
    Milestone.COORDINATOR_RELEASED: Wait("another coordinator", "regional-manager", "R41"),
    Milestone.COORDINATOR_ASSIGNED: PREPARATION,
    Milestone.PREPARED: CONFERENCE,
    Milestone.POSTPONED: CONFERENCE,
    Milestone.ADJOURNED: CONFERENCE,
    Milestone.PREPARATION_STOPPED: PLAN,
    Milestone.HELD: PLAN,
    Milestone.NO_PLAN: Wait("a decision how to go on without a plan", "regional-manager", "R22"),
    Milestone.PLAN_AGREED: Wait("the judgement of each bottom line", "bottom-line-setter", "R24"),
    Milestone.PLAN_REFUSED: Wait("the circle's choice how to go on", "coordinator", "R25"),
    Milestone.PLAN_ACCEPTED: REVIEW,
    Milestone.REVIEWED: REVIEW,
    Milestone.FOLLOW_UP_CONFERENCE: PREPARATION,
    Milestone.REOPENED: PREPARATION,
}

HELD = {
    "considering": "The person concerned considers: meanwhile no deadline of the intake passes (R10).",
    "consent": "Until a consent that is needed is there, nobody new is invited and no conference is held (R5).",
    "invitations": "The regional manager paused invitations: what is to be sent waits (R37).",
    "processing": "What is kept rests (GDPR, article 18): it is not read, told or worked with until that is lifted.",
    "place": "Place and addresses are hidden, also in what was sent before (R37).",
}

DUE = {
    Due.ESCALATE_CONTACT: "the regional manager, then the region's lead hears once that nobody was contacted",
    Due.ESCALATE_INTAKE: "the regional manager, then the region's lead hears once that the intake is not done",
    Due.LAPSE_CONSENT: "who gave no yes leaves, the last of them ends the case; erasing what was kept is asked for",
    Due.FIND_COORDINATOR: "the best match that was not asked yet is asked",
    Due.LAPSE_OFFER: "the offer lapses and goes to the next best match",
    Due.REMIND_CIRCLE: "who was invited and has not answered is reminded",
    Due.ESCALATE_PREPARATION: "the regional manager, then the region's lead hears once that the preparation takes long",
    Due.ESCALATE_CONFERENCE: "the regional manager, then the region's lead hears once that nobody told how it went",
    Due.ESCALATE_JUDGEMENT: "the regional manager, then the region's lead hears once that a judgement is missing",
    Due.ESCALATE_PLAN: "the regional manager, then the region's lead hears once that no plan was written up",
    Due.CALL_FAMILY: "the coordinator is asked to call the family",
    Due.CONTACT_REFERRER: "the regional manager is asked to contact family and referrer",
    Due.HOLD_REVIEW: "whoever looks after the process and the circle's own monitor are reminded of the review",
}

AGAIN = DUE | {Due.HOLD_REVIEW: "the regional manager hears that nobody told of a review"}
"""What comes of an asking for which there is no date."""

AWAITED = {
    Due.ESCALATE_CONTACT: "the first contact",
    Due.ESCALATE_INTAKE: "the end of the intake",
    Due.LAPSE_CONSENT: "the yes of everybody who has to give one",
    Due.FIND_COORDINATOR: "an offer to a coordinator",
    Due.LAPSE_OFFER: "the answer to the offer",
    Due.ESCALATE_PREPARATION: "the end of the preparation",
    Due.ESCALATE_CONFERENCE: "word of how the conference went",
    Due.ESCALATE_JUDGEMENT: "the judgement of each bottom line",
    Due.ESCALATE_PLAN: "the plan",
    Due.CALL_FAMILY: "the call to the family",
    Due.CONTACT_REFERRER: "the contact with family and referrer",
    Due.HOLD_REVIEW: "the review",
}
"""What is overdue when the moment has passed. Of a reminder nothing is awaited: it was sent, and that is all."""
