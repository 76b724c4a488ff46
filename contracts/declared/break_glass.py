"""Who opened a case of another region, and why."""

from contracts.declared import kinds as of

FIELDS = {
    of.STAFF: "actor",
    of.REGION: "region home",
    of.PURPOSE_OF_READING: "reason",
    of.ACCESS: "until",
}
