"""Who looked at the access log, and how far it is."""

from contracts.declared import kinds as of

FIELDS = {
    of.REGION: "region",
    of.THING: "case",
    of.SOMEBODY: "about",
    of.ACCESS: "since until",
    of.TECHNICAL: "number at signed",
}
