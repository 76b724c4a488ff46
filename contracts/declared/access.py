"""Who looked at the access log, and how far its chain is."""

from contracts.declared import kinds as of

FIELDS = {
    of.ACCESS: "since until kinds cases why act parts OperatorActed.about OperatorActed.number reason",
    of.STAFF: "about staff",
    of.THING: "case",
    of.REGION: "region",
    of.TECHNICAL: "number at signed",
}
