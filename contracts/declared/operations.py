"""What services answer, and how they are operated: never what a message says."""

from contracts.declared import kinds as of

FIELDS = {
    of.THING: "only",
    of.PROCESS: "asked by_process day",
    of.TECHNICAL: "letter owner topic partition offset message reason detail state replays since",
}
