"""What agencies send, encrypted as a whole, and what they hear: status only."""

from contracts.declared import kinds as of

FIELDS = {
    of.SENT_BY_AGENCY: "ReferredPerson.name ReferredPerson.birth_date ReferredPerson.postcode ReferredPerson.contact"
    " ReferredPerson.language ReferralContent.reasons ReferralContent.sector ReferralContent.suggested_question"
    " ReferralContent.reference ReferralRetracted.reference ReferralContent.contact_name",
    of.REGION: "region",
    of.STATUS: "status StatusChanged.reason since conference InformationAsked.by",
    of.TECHNICAL: "message offset topic problem problem_type title detail attribute pointer kid kty crv x y use alg",
}
