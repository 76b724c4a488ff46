"""What a message of an agency costs before anybody decides about it: decrypting it, and validating it. No servers."""

import json
from collections.abc import Callable
from statistics import median
from time import perf_counter

from contracts.agency import ReferralSubmitted
from deploy.local.platform import Platform
from services.chassis.agency_keys import AgencyKeys, OwnKey, State
from services.chassis.inbound import validated
from services.chassis.runtime import tune_garbage_collector
from tests.chassis.agency_path import referral

ROUNDS = 7
TIMES = 5_000


def microseconds(work: Callable[[], object], times: int = TIMES) -> float:
    """Of one run, out of many."""
    began = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - began) / times * 1e6


async def figures(_: Platform) -> dict[str, float]:
    """Rounds in turns with pydantic alone; the medians."""
    tune_garbage_collector()
    text = json.dumps(referral()).encode()
    keys = AgencyKeys([OwnKey.made(State.CURRENT)])
    token = keys.encrypt(text)
    ours, bare, opening = [], [], []
    for _round in range(ROUNDS):
        bare.append(microseconds(lambda: ReferralSubmitted.model_validate_json(text)))
        ours.append(microseconds(lambda: validated(ReferralSubmitted, text)))
        opening.append(microseconds(lambda: keys.decrypt(token), TIMES // 10))
    return {
        "contracts.validate_us": median(ours),
        "contracts.validate_ratio_to_pydantic": median(ours) / median(bare),
        "contracts.jwe_us": median(opening),
    }
