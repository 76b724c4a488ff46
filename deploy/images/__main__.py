"""`python -m deploy.images [PART …]`: build images, write down what is in them, and say how large they are."""

import json
import sys
import time

from deploy.images import building
from deploy.images.base import NoBase, base
from deploy.local.layout import ROOT, write

BILLS = ROOT / "build" / "images"


def main(parts: tuple[str, ...]) -> None:
    """Build them one after the other; images that need the same share a layer."""
    began = time.monotonic()
    on = base()
    building.bring_wheels()
    for part in parts:
        name = building.build(part, on)
        bill = BILLS / f"{part}.sbom.json"
        write(bill, json.dumps(building.bill_of_materials(name), indent=2) + "\n")
        size = building.megabytes_above(name, on)
        print(f"{name}  {size:.0f} MB above {on}  {bill.relative_to(ROOT)}  ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    try:
        main(tuple(sys.argv[1:]) or building.PARTS)
    except (NoBase, building.NotBuilt) as failed:
        sys.exit(str(failed))
