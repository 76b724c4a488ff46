"""What each column of the read model holds, beside those of the message path."""

from contracts.declared import kinds as of

COLUMNS = {
    "cases": {
        of.THING: "id",
        of.STAFF: "coordinator",
        of.COURSE: "opened latest ended whose standing",
        of.REGION: "region",
        of.PROCESS: "story",
    },
    "timeline": {
        of.THING: "stream",
        of.MESSAGE: "data",
        of.COURSE: "at type what",
        of.ACCESS: "who",
        of.PROCESS: "rule told",
        of.TECHNICAL: "number service event cause correlation",
    },
    "people": {
        of.SOMEBODY: "subject",
        of.THING: "stream",
        of.SEALED: "sealed",
        of.CIRCLE: "kind role answer gone taken_out",
        of.ERASURE: "erased",
        of.TOLD: "language channel chosen",
    },
    "matters": {of.THING: "stream matter", of.SEALED: "sealed", of.PLAN: "facts", of.PROCESS: "kind place"},
    "notices": {
        of.SOMEBODY: "recipient",
        of.THING: "stream",
        of.NOTICES: "notice state kind asked",
        of.MESSAGE: "sent",
        of.TECHNICAL: "number service cause",
    },
    "letters": {
        of.THING: "stream",
        of.TECHNICAL: "letter owner state reason detail topic partition offset message asked replays since announced",
    },
    "commands": {
        of.THING: "stream",
        of.SOMEBODY: "minted asked_by",
        of.DIGEST: "digest",
        of.PROCESS: "type state problem",
        of.TECHNICAL: "id",
    },
    "figures": {of.REGION: "region", of.FIGURES: "quarter published figures"},
    "stops": {of.THING: "command stream", of.SOMEBODY: "subject"},
}
