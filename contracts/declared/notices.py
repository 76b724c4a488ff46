"""What people are told."""

from contracts.declared import kinds as of

FIELDS = {
    of.SOMEBODY: "recipient recipient_key",
    of.NOTICE_TEXT: "text",
    of.TOLD: "language channel address",
    of.THING: "refers_to",
    of.NOTICES: "notice kind outcome means why detail when respond_by",
    of.REGION: "region",
    of.PROCESS: "asked_by rule",
}
