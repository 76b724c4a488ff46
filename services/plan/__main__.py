"""Run the plan service: `python -m services.plan`."""

from services.chassis.app import main
from services.plan.app import SERVICE

if __name__ == "__main__":
    main(SERVICE)
