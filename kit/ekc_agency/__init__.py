"""Refer to Eigen Kracht-conferenties from an agency's own system, and follow what becomes of each referral."""

from ekc_agency.agency import Agency, NotPublished, Published
from ekc_agency.answers import Answer, Rejection, Status
from ekc_agency.checking import Fault, Invalid, check
from ekc_agency.connection import Connection, Incomplete
from ekc_agency.encryption import NoKey
from ekc_agency.messages import Person, Referral, Retraction
from ekc_agency.trouble import NotConnected

__all__ = [
    "Agency",
    "Answer",
    "Connection",
    "Fault",
    "Incomplete",
    "Invalid",
    "NoKey",
    "NotConnected",
    "NotPublished",
    "Person",
    "Published",
    "Referral",
    "Rejection",
    "Retraction",
    "Status",
    "check",
]
