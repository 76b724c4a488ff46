"""The attributes of every message: opaque ids and moments, readable on every topic (NL GOV profile for CloudEvents)."""

from contracts.declared import kinds as of

FIELDS = {
    of.THING: "subject partitionkey",
    of.ACCESS: "actorid actorrole actorregion",
    of.COURSE: "time sequence basis storytime",
    of.TECHNICAL: "specversion id source type datacontenttype dataschema correlationid causationid traceparent"
    " sequencetype data",
    of.PROCESS: "policy",
}
"""`data` is what the message itself declares."""
