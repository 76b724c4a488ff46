"""The composition root of the desk: everybody's events in, commands and notices out."""

from contracts.break_glass import BreakGlass
from contracts.notices import ChooseHowToBeTold, ReportDelivery
from contracts.roles import ROLES
from contracts.topics import SERVICES, dead_letters
from services.chassis.decider import Service
from services.desk.commands import glass, lookups
from services.desk.commands.deliveries import CASES
from services.desk.read_model.projection import project

SERVICE = Service(
    name="desk",
    deciders=(CASES,),
    listens_to=SERVICES,
    roles=ROLES["desk"],
    enrich={ReportDelivery: lookups.notice, ChooseHowToBeTold: lookups.recipient, BreakGlass: glass.known},
    project=project,
    unseals=False,
)
LETTERS = tuple(dead_letters(part) for part in (*SERVICES, "workflows"))
"""The topics on which parts announce their dead letters."""
