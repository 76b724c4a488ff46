"""What each column of this service holds, beside those of the message path."""

from contracts.declared import kinds as of

COLUMNS = {
    "coordinator": {
        of.STAFF: "coordinator",
        of.REGISTER: "regions languages employers capacity care_body gender cultures backgrounds",
        of.ABSENCE: "away_from away_until",
    },
    "assignment": {of.THING: "case_id", of.STAFF: "coordinator", of.REGION: "region"},
}
