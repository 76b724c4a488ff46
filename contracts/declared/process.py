"""What is due, and when: part of every milestone."""

from contracts.declared import kinds as of

FIELDS = {of.COURSE: "at", of.PROCESS: "what rule whose"}
