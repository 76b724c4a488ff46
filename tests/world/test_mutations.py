"""Each rule broken once on purpose: the world notices (R1-R41). Who breaks a rule by mistake is told so too."""

import pytest
from pydantic._internal import _model_construction  # noqa: F401

from tests.world.mutations import MUTATIONS, Mutation
from tests.world.story import Failure, lived

WORLDS = 40
