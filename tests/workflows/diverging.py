"""Processes that went another way than the recorded ones: the control of the replay tests."""

from collections.abc import Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.progress import Asked, CaseProgress, MilestoneSignal

from workflows.temporal import ConferenceCase


@workflow.defn(name="ConferenceCase")
class AsksTwice(ConferenceCase):
    """Asks for everything a second time."""

    @workflow.init
    def __init__(self, progress: CaseProgress) -> None:
        super().__init__(progress)

    @workflow.run
    async def run(self, progress: CaseProgress) -> str:
        """See `ConferenceCase`."""
        return await super().run(progress)

    async def due(self, asked: Sequence[Asked]) -> None:
        """Ask, and ask again."""
        await super().due(asked)
        await super().due(asked)


@workflow.defn(name="ConferenceCase")
class ForgetsAlarms(ConferenceCase):
    """Waits for milestones only."""

    @workflow.init
    def __init__(self, progress: CaseProgress) -> None:
        super().__init__(progress)

    @workflow.run
    async def run(self, progress: CaseProgress) -> str:
        """See `ConferenceCase`."""
        return await super().run(progress)

    async def until(self, moment: object) -> Sequence[MilestoneSignal]:
        """Wait without a timer."""
        await workflow.wait_condition(lambda: bool(self.inbox))
        arrived, self.inbox = self.inbox, []
        return arrived


@workflow.defn(name="ConferenceCase")
class NeverRenews(ConferenceCase):
    """Lives in one run."""

    @workflow.init
    def __init__(self, progress: CaseProgress) -> None:
        super().__init__(progress)

    @workflow.run
    async def run(self, progress: CaseProgress) -> str:
        """See `ConferenceCase`."""
        return await super().run(progress)

    def is_old(self) -> bool:
        """Never."""
        return False
