"""What stands beside opaque ids, which lead to nobody without the keyring: who it is, what happened, what was said."""

from dataclasses import replace

from contracts.declared.declaration import About, Basis, Category, Declaration, Retention

BY_IDS = "it stands beside opaque ids; who they are is sealed. Rules, deadlines and lists go by it"

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
