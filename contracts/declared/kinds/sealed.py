"""What is sealed, or encrypted as a whole: who people are, and what they said and wrote."""

from dataclasses import replace

from contracts.declared.declaration import About, Basis, Category, Declaration, Rests, Retention

EVERYTHING = (Category.HEALTH, Category.ORIGIN, Category.RELIGION, Category.CRIMINAL)
"""What people write can be about anything."""

# Who they are: sealed, each under their own key.

NAME_OF_PERSON = Declaration(
    "name and way to reach the person concerned",
    "to reach them, to ask for their own yes, to address them (R5, R44)",
    About.PERSON_CONCERNED,
    (),
    Basis.REACHING,
    Retention.CASE,
    Rests.SEALED,
)
BIRTH = replace(
    NAME_OF_PERSON,
    title="birth date of the person concerned",
    purpose="age decides whose consent is needed (R5) and the form of address; to notice a second referral (R3)",
)
HOME = replace(NAME_OF_PERSON, title="postcode of the person concerned", purpose="to notice a second referral (R3)")
NAME_OF_PARTICIPANT = Declaration(
    "name and way to reach a participant",
    "to invite each of the circle personally (R14, R15)",
    About.PARTICIPANT,
    (),
    Basis.PERSONS_CHOICE,
    Retention.OWN_KEY,
    Rests.SEALED,
)
NAME_OF_REPRESENTATIVE = replace(
    NAME_OF_PARTICIPANT,
    title="name of a representative",
    purpose="to ask the permission that the law wants (R5)",
    about=About.REPRESENTATIVE,
    basis=Basis.RECORDED,
)
NAME_OF_REFERRER = replace(
    NAME_OF_PARTICIPANT,
    title="name and way to reach a referrer",
    purpose="to tell them what has become of it, as far as the person allows (R30)",
    about=About.REFERRER,
    basis=Basis.REACHING,
)
NAME_OF_PROFESSIONAL = replace(
    NAME_OF_PARTICIPANT,
    title="name and way to reach a professional",
    purpose="to ask for information, a judgement or a contact (R7, R10, R18, R24)",
    about=About.PROFESSIONAL,
    basis=Basis.RECORDED,
)
NAME_OF_COORDINATOR = replace(
    NAME_OF_PARTICIPANT,
    title="name of a coordinator",
    purpose="so that families and colleagues know who it is (R11)",
    about=About.STAFF,
    basis=Basis.AGREEMENT,
    retention=Retention.REGISTER,
)

# What people say and write: sealed, under the key of the case or of whom it is for.

STORY = Declaration(
    "what people wrote about the case",
    "the questions, and what the circle and the manager need to know for them (R6, R29)",
    About.ANYBODY,
    EVERYTHING,
    Basis.RECORDED,
    Retention.CASE,
    Rests.SEALED,
)
SAFETY_TEXT = replace(STORY, title="what people wrote about safety", purpose="to keep somebody safe (R7, R17, R37)")
PLAN_TEXT = replace(STORY, title="the words of the plan", purpose="the plan is the circle's own document (R23, R43)")
PLACE = replace(
    STORY, title="where the circle meets", purpose="so that everybody invited can come (R17)", categories=()
)
COMPLAINT_TEXT = replace(
    STORY, title="the words of a complaint", purpose="to settle it (R41)", retention=Retention.OWN_KEY
)
NOTICE_TEXT = replace(
    STORY,
    title="the words of a notice",
    purpose="what somebody was told, to show what was sent (R44)",
    retention=Retention.OWN_KEY,
)
COURT = replace(
    STORY,
    title="the reference of a court's decision",
    purpose="a court's permission in the place of a holder's (R5)",
    about=About.PERSON_CONCERNED,
    categories=(),
)
REFERENCE = replace(STORY, title="an agency's own reference", purpose="to know its referral again (R30)", categories=())
PURPOSE_OF_READING = Declaration(
    "why somebody read personal data",
    "to give account of each reading (R33)",
    About.STAFF,
    (),
    Basis.ACCOUNT,
    Retention.CASE,
    Rests.SEALED,
)
WHY_FORGOTTEN = replace(
    STORY, title="why somebody is to be forgotten, or a case kept", purpose="to decide on it, on record (R34)"
)
SENT_BY_AGENCY = Declaration(
    "what an agency sends of whom it refers",
    "to reach them, to route, to notice a second referral; nothing else is asked for (R5)",
    About.PERSON_CONCERNED,
    EVERYTHING,
    Basis.REACHING,
    Retention.INBOUND,
    Rests.ENCRYPTED,
)
