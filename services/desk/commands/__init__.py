"""Commands: taken in for every service, and the few that the desk decides itself."""
