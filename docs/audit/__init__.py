"""What we stand on: which releases are locked, how old they are, under which licences. `make audit`."""
