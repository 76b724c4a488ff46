"""Who somebody is: tokens of the organisation's identity provider, and what its groups are here."""
