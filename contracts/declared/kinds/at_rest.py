"""What a column holds as a whole: digests, messages, states, keys. What is in a message is declared field by field."""

from dataclasses import replace

from contracts.declared.declaration import About, Basis, Declaration, Rests, Retention
from contracts.declared.kinds.sealed import EVERYTHING

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
