"""The kinds of data that there are. Each is said once; the files beside this one say which fields are of which."""

from dataclasses import replace

from contracts.declared.declaration import About, Basis, Category, Declaration, Rests, Retention

EVERYTHING = (Category.HEALTH, Category.ORIGIN, Category.RELIGION, Category.CRIMINAL)
"""What people write can be about anything."""
BY_IDS = "it stands beside opaque ids; who they are is sealed. Rules, deadlines and lists go by it"

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

# Who and what it is about, by ids that lead to nobody without the keyring.

SOMEBODY = Declaration(
    "who it is, as an opaque id",
    "to connect what happened with whom it happened to",
    About.ANYBODY,
    (),
    Basis.RECORDED,
    Retention.LINK,
    why_readable="it is random, and names nobody",
)
PERSON = replace(SOMEBODY, title="a person concerned, as an opaque id", about=About.PERSON_CONCERNED)
PARTICIPANT = replace(SOMEBODY, title="a participant, as an opaque id", about=About.PARTICIPANT)
REPRESENTATIVE = replace(SOMEBODY, title="a representative, as an opaque id", about=About.REPRESENTATIVE)
REFERRER = replace(SOMEBODY, title="a referrer, as an opaque id", about=About.REFERRER)
PROFESSIONAL = replace(SOMEBODY, title="a professional, as an opaque id", about=About.PROFESSIONAL)
STAFF = replace(SOMEBODY, title="somebody of staff, as an opaque id", about=About.STAFF, basis=Basis.ACCOUNT)
THING = replace(
    SOMEBODY,
    title="a case, or something in it, as an opaque id",
    purpose="to connect what belongs together: a case, a question, a session, an action",
)

# What happened and what they answered: beside ids.

REASONS = Declaration(
    "why somebody is referred, and from which field",
    "to choose who takes it up, who pays (R2, R8), and for figures (R36)",
    About.PERSON_CONCERNED,
    (Category.HEALTH, Category.CRIMINAL),
    Basis.REACHING,
    Retention.LINK,
    why_readable="words of a list, beside opaque ids; figures count by them. The DPIA has what is left of risk",
)
CONSENT = replace(
    REASONS,
    title="will, permission and ground",
    purpose="nothing goes on without them (R5, R31)",
    categories=(),
    basis=Basis.RECORDED,
    why_readable=BY_IDS,
)
COURSE = replace(
    CONSENT,
    title="the course of a case",
    purpose="so that a case never stands still in silence: dates, steps, outcomes, deadlines",
)
STATUS = replace(
    CONSENT,
    title="what a referrer hears",
    purpose="status only, as far as the person allows (R30)",
    about=About.PERSON_CONCERNED,
)
SAFETY = replace(
    CONSENT,
    title="that somebody is not safe",
    purpose="the manager hears at once, invitations and places can be held back (R17, R37)",
    categories=(Category.CRIMINAL,),
)
CIRCLE = replace(
    CONSENT,
    title="who somebody is in the circle, and what they answered",
    purpose="to ask each of them personally, and not too often (R14, R15, R40)",
    about=About.PARTICIPANT,
    basis=Basis.OWN_WORD,
)
VETO = replace(CIRCLE, title="who is kept out, or apart", purpose="they are not asked, or not at once (R16, R17)")
NEED = replace(
    CIRCLE,
    title="what somebody needs so that they can come",
    purpose="to arrange it (R17)",
    categories=(Category.HEALTH, Category.RELIGION),
)
TOLD = replace(
    CIRCLE,
    title="language, channel and form of address",
    purpose="to tell everybody in their own language, over the channel they chose (R15, R44)",
    about=About.ANYBODY,
    categories=(Category.ORIGIN,),
    basis=Basis.RECORDED,
)
NOTICES = replace(
    CIRCLE,
    title="which notices somebody got",
    purpose="nobody is told twice, nor too often; undelivered is not silence (R40, R44)",
    about=About.ANYBODY,
    basis=Basis.RECORDED,
)
PLAN = replace(
    CIRCLE,
    title="who does what by when, as dates and words of lists",
    purpose="to remind who asked for it, and to follow the plan up (R23-R29)",
)
MANDATE = replace(
    CONSENT,
    title="in which capacity somebody permits, informs or judges",
    purpose="who may say what in a case (R5, R7, R18)",
    about=About.PROFESSIONAL,
)
WISHES = replace(
    CONSENT,
    title="what the family wishes of its coordinator",
    purpose="to find one whom they want (R11)",
    categories=(Category.ORIGIN, Category.RELIGION),
)
REGISTER = Declaration(
    "what a coordinator says of themselves",
    "to match them to the wishes of a family, and to their independence (R11, R12)",
    About.STAFF,
    (Category.ORIGIN, Category.RELIGION),
    Basis.AGREEMENT,
    Retention.REGISTER,
    why_readable="they gave it to be matched by; words of lists, beside an opaque id",
)
ABSENCE = replace(
    REGISTER,
    title="when and why a coordinator is away",
    purpose="so that families are not kept waiting (R13, R41)",
    categories=(Category.HEALTH,),
)
WORK = replace(
    REGISTER,
    title="a coordinator's hours and expenses",
    purpose="to approve and to bill them, without names (R42)",
    categories=(),
    retention=Retention.ACCOUNT,
)
COMPLAINT = replace(
    CONSENT,
    title="the course of a complaint",
    purpose="it goes to somebody else than whom it is about (R41)",
    about=About.ANYBODY,
)
ACCESS = Declaration(
    "who read or changed what",
    "to give account of every access (R33)",
    About.STAFF,
    (),
    Basis.ACCOUNT,
    Retention.ACCOUNT,
    why_readable="ids and words of lists only: never what was read",
)
ERASURE = replace(
    ACCESS,
    title="that somebody is forgotten, or a case kept by law",
    purpose="to give account of each erasure, and to lay it over whatever is restored (R34)",
    about=About.ANYBODY,
)
DUE_DAY = replace(
    CONSENT,
    title="the day on which something falls due",
    purpose="reminders, reviews and deadlines by the day, and whose consent is needed from a birthday on (R5, R28)",
    why_readable="the sweep of the day finds streams by it; of a birthday it tells the month only",
)
LIKENESS = Declaration(
    "blind indexes for comparing referrals",
    "to notice a second referral about the same person (R3)",
    About.PERSON_CONCERNED,
    (),
    Basis.REACHING,
    Retention.GONE_WITH_PERSON,
    Rests.DIGEST,
)

DIGEST = replace(
    LIKENESS,
    title="what a message said, as a keyed digest",
    purpose="the same id with another content is no repetition",
    about=About.ANYBODY,
    retention=Retention.LINK,
)

# What messages and secrets are in a column: what is in them is declared field by field.

MESSAGE = Declaration(
    "a message as it is published",
    "the log, and what is on its way; each field in it is declared by itself",
    About.ANYBODY,
    EVERYTHING,
    Basis.RECORDED,
    Retention.LINK,
    why_readable="its personal fields are sealed one by one",
)
STATE = replace(
    MESSAGE,
    title="what a service remembers of a stream",
    purpose="to decide; ids, answers, moments and words of lists of the fields above",
    why_readable="no name and no text is in it; the rules go by it",
)
SEALED = replace(
    MESSAGE,
    title="sealed values with what they are bound to",
    purpose="to show them to whoever may read them, and to write notices (R33, R44)",
    retention=Retention.OWN_KEY,
    rests=Rests.SEALED,
    why_readable="",
)
QUARANTINED = replace(
    MESSAGE,
    title="a message that could not be handled",
    purpose="to handle it again",
    retention=Retention.DEAD_LETTER,
    rests=Rests.ENCRYPTED,
    why_readable="",
)
KEYRING = Declaration(
    "a wrapped data key",
    "to read what is kept about its subject, until it is destroyed (R34)",
    About.ANYBODY,
    (),
    Basis.RECORDED,
    Retention.OWN_KEY,
    Rests.ENCRYPTED,
)

# What is about nobody.

PROCESS = Declaration("how the process runs", "deadlines, rounds, versions, rules and policies; about nobody")
REGION = Declaration("regions and organisations", "who is responsible, who pays, who works where (R4, R8, R12)")
WORDS = Declaration("words of the organisation", "what everybody in the same place is told; fixed texts")
TECHNICAL = Declaration("how messages travel", "to deliver each exactly once, in order")
FIGURES = Declaration("figures", "counts of a region, none of which can be traced to a person (R36)")
