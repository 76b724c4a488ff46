"""Messages of the coordination service: coordinator, circle, preparation and conference (R11-R22, R40-R42).

A file for each subject; other parts import all of them from here.
"""

from contracts.coordination.circle import *
from contracts.coordination.complaints import *
from contracts.coordination.conference import *
from contracts.coordination.coordinators import *
from contracts.coordination.death import *
from contracts.coordination.escalation import *
from contracts.coordination.practical import *
from contracts.coordination.readiness import *
from contracts.coordination.stopping import *
from contracts.coordination.work import *
