"""What each column of this service holds, beside those of the message path."""

from contracts.declared import kinds as of

COLUMNS = {
    "known_case": {of.THING: "case_id linked_to", of.COURSE: "ended", of.REGION: "region"},
    "likeness": {of.LIKENESS: "mark", of.THING: "case_id", of.PERSON: "person"},
}
