"""Run the coordination service: `python -m services.coordination`."""

from services.chassis.app import main
from services.coordination.app import SERVICE

if __name__ == "__main__":
    main(SERVICE)
