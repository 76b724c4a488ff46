"""What the messages of the coordination service hold."""

from contracts.declared import kinds as of

FIELDS = {
    # Who
    of.NAME_OF_PARTICIPANT: "DrawUpCircle.name DrawUpCircle.contact InviteParticipant.name InviteParticipant.contact"
    " CircleDrawnUp.name CircleDrawnUp.contact ParticipantInvited.name ParticipantInvited.contact",
    of.NAME_OF_PROFESSIONAL: "AddInformationGiver.name AddInformationGiver.contact InformationGiverAdded.name"
    " InformationGiverAdded.contact",
    of.NAME_OF_COORDINATOR: "RegisterCoordinator.name CoordinatorRegistered.name",
    of.PARTICIPANT: "participant participants information private_time presentation circle expected remote invitations",
    of.PROFESSIONAL: "giver",
    of.STAFF: "coordinator",
    of.SOMEBODY: "by whom",
    of.THING: "session next_session instead_of matter offer offers case cases bottom_line",
    # The circle and its conference
    of.CIRCLE: "role AnswerInvitation.answer InvitationAnswered.answer given_on stands invited reached reminded"
    " reminder AnswerInvitation.means InvitationAnswered.means WithdrawParticipant.means ParticipantUnreached.kind",
    of.TOLD: "language channel",
    of.VETO: "one other apart back by_representative concern",
    of.NEED: "NeedMatter.kind MatterNeeded.kind for_whom SettleMatter.outcome MatterSettled.outcome",
    of.STORY: "note",
    of.PLACE: "place",
    of.MANDATE: "asked_on received received_on explained explained_on",
    of.COURSE: "starts Session.minutes mode place_spoken conference RecordConference.outcome deviations"
    " StopPreparation.reason PreparationStopped.reason accepted lapsed respond_by PoolEmptied.reasons",
    # Coordinators
    of.REGISTER: "RegisterCoordinator.languages RegisterCoordinator.gender RegisterCoordinator.cultures"
    " RegisterCoordinator.backgrounds CoordinatorRegistered.languages CoordinatorRegistered.gender"
    " CoordinatorRegistered.cultures CoordinatorRegistered.backgrounds capacity care_body regions employers"
    " CoordinatorOffered.reasons",
    of.WISHES: "WishForCoordinator.languages WishForCoordinator.gender WishForCoordinator.cultures"
    " WishForCoordinator.backgrounds CoordinatorWished.languages CoordinatorWished.gender CoordinatorWished.cultures"
    " CoordinatorWished.backgrounds musts not_these",
    of.ABSENCE: "first last ReleaseCoordinator.reason CoordinatorReleased.reason",
    of.WORK: "entry entries bill on ClaimWork.kind WorkClaimed.kind minutes cents approved",
    of.COMPLAINT_TEXT: "RaiseComplaint.text ComplaintRaised.text SettleComplaint.answer ComplaintSettled.answer",
    of.COMPLAINT: "about again answer_by SettleComplaint.outcome ComplaintSettled.outcome",
    of.REGION: "agency region",
    of.PROCESS: "level to what round version",
}
