"""Messages of the referral service: referral, intake and the life of the case (R1-R10, R29-R32, R37, R38).

A file for each subject; other parts import all of them from here.
"""

from contracts.referral.bottom_line import *
from contracts.referral.conflict import *
from contracts.referral.consent import *
from contracts.referral.duplicates import *
from contracts.referral.ending import *
from contracts.referral.escalation import *
from contracts.referral.intake import *
from contracts.referral.keeping import *
from contracts.referral.questions import *
from contracts.referral.referring import *
from contracts.referral.regions import *
from contracts.referral.safety import *
from contracts.referral.status import *
