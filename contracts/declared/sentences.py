"""What whoever referred reads beside a status: the same for everybody in that place."""

from contracts.declared import kinds as of

FIELDS = {of.WORDS: "nl en by call"}
