"""What is put right, or rests, because somebody asks for it."""

from contracts.declared import kinds as of

FIELDS = {
    of.PERSON: "person",
    of.SOMEBODY: "asked_by about subject",
    of.THING: "event",
    of.NAME_OF_PERSON: "name contact",
    of.BIRTH: "birth_date",
    of.HOME: "postcode",
    of.STORY: "text",
    of.COURSE: "ground",
    of.PROCESS: "place compared",
}
