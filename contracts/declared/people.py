"""People as several messages describe them."""

from contracts.declared import kinds as of

FIELDS = {
    of.PERSON: "person",
    of.NAME_OF_PERSON: "PersonConcerned.name PersonConcerned.contact",
    of.BIRTH: "birth_date",
    of.HOME: "postcode",
    of.TOLD: "language channel",
    of.REFERRER: "referrer",
    of.NAME_OF_REFERRER: "Referrer.name Referrer.contact",
    of.STATUS: "kind",
    of.REGION: "agency",
}
