"""Messages of the plan service: the plan, its judgement and its follow-up (R23-R29, R43).

A file for each subject; other parts import all of them from here.
"""

from contracts.plan.actions import *
from contracts.plan.agreement import *
from contracts.plan.follow_up import *
from contracts.plan.judgement import *
