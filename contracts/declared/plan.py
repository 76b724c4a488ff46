"""What the messages of the plan service hold."""

from contracts.declared import kinds as of

FIELDS = {
    of.PLAN_TEXT: "AgreedAction.what AnsweredQuestion.answer MetBottomLine.answer why_not dissent requests reasons",
    of.PARTICIPANT: "owner by monitor readers present agreed_by AgreedAction.owner",
    of.PROFESSIONAL: "setter",
    of.THING: "action plan question bottom_line failed",
    of.PLAN: "AgreedAction.by AgreedAction.starts recurrence dates agreed remind state reminder on again"
    " ActionAnswered.means AnswerAction.means",
    of.COURSE: "agreed_on review_dates reviews reviews_after_months fallback contact_by late number outcome way met"
    " with_meeting deviations who FollowUpDue.what",
    of.PROCESS: "version level to PlanEscalated.what round",
}
