"""Who read what, and who was erased."""

from contracts.declared import kinds as of

FIELDS = {
    of.ACCESS: "kinds use",
    of.SOMEBODY: "subjects on_behalf",
    of.PURPOSE_OF_READING: "purpose",
    of.PROCESS: "epoch",
}
