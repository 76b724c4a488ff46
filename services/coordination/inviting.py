"""Whether anybody may be asked to come now: every consent stands, and nobody is unsafe by it (R5, R37)."""

from contracts.deciding import Refused
from services.coordination.state import Case


def check(case: Case) -> None:
    """Say no to every new invitation while a consent is missing, or while the manager paused them.

    Raises:
        Refused: for which of the two; who or what is unsafe is no part of it.
    """
    if not case.wanted:
        raise Refused("no-consent", "Nobody is invited before every consent is there.", rule="R5")
    if case.paused:
        raise Refused("invitations-paused", "The regional manager paused invitations for now.", rule="R37")
