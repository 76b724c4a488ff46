"""Preparation is completed: all that ready means is there (R19)."""

from contracts.base import Command, Event, Id, Moment
from contracts.process import Milestone


class CompletePreparation(Command, service="coordination"):
    """The coordinator says that all is ready; refused with the list of what is missing (R19)."""


class PreparationCompleted(Event, service="coordination", milestone=Milestone.PREPARED):
    """Everything that ready means is there (R19)."""

    session: Id
    starts: Moment
    round: int
