"""What the messages of the referral service hold."""

from contracts.declared import kinds as of

FIELDS = {
    # Who
    of.PERSON: "person persons confirmed_by wished_by",
    of.REPRESENTATIVE: "holder who",
    of.REFERRER: "referrer",
    of.PROFESSIONAL: "setter with_whom",
    of.SOMEBODY: "ConflictFlagged.of FlagConflict.of permitted_by raised_by subjects",
    of.THING: "LinkTold.of ReferralLinked.of ReferralUnlinked.of case referral question bottom_line signal",
    of.NAME_OF_REPRESENTATIVE: "RequirePermission.name PermissionRequired.name",
    of.NAME_OF_PROFESSIONAL: "setter_name PermitSharing.name SharingPermitted.name",
    # What people wrote
    of.STORY: "Question.text suggested_question overruled note DecideConflict.reasons ConflictDecided.reasons",
    of.SAFETY_TEXT: "SetBottomLine.text BottomLineSet.text ground RaiseSafetySignal.about SafetySignalRaised.about"
    " DecideOnSignal.reasons SafetySignalDecided.reasons",
    of.COURT: "document",
    of.REFERENCE: "agency_reference",
    # What they answered and what happened
    of.REASONS: "reasons sector",
    of.CONSENT: "answer granted recorded decided_on basis PermitSharing.what SharingPermitted.what means"
    " ConsentNeeded.of ConsentChanged.of by_others",
    of.BIRTH: "birthdays",
    of.MANDATE: "capacity mandate conflict_of_interest why ConflictDecided.outcome DecideConflict.outcome",
    of.SAFETY: "danger authority pause hide DecideOnSignal.outcome SafetySignalDecided.outcome"
    " SafetySignalRaised.decide_by",
    of.STATUS: "status statuses sharing told kind self_referral StatusReported.reason DeclineCase.reason since"
    " conference",
    of.COURSE: "opened ended ending with_person alike PossibleDuplicateNoticed.decide_by news payer decision accepted"
    " lapsed reason respond_by again due deviations",
    of.TOLD: "language languages",
    of.REGION: "region agency employers before OfferTransfer.to TransferOffered.to TransferDeclined.to",
    of.WORDS: "advice checked",
    of.PROCESS: "level to DeadlineEscalated.what round version",
}
