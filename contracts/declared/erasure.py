"""Who is to be forgotten, why, and how far it is; until when a case is kept, and which holds stand."""

from contracts.declared import kinds as of

FIELDS = {
    of.SOMEBODY: "subjects",
    of.WHY_FORGOTTEN: "reason",
    of.CONSENT: "means basis",
    of.COURSE: "ending",
    of.ERASURE: "whole ground requested confirm_by until hold",
    of.TECHNICAL: "request epoch",
}
