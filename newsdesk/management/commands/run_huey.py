"""The worker: huey's own command without its app (docs/decisions/0003), and the scheduler."""

from typing import Any

from huey.contrib.djhuey.management.commands.run_huey import Command as HueyCommand

from newsdesk.scheduler import start_scheduler


class Command(HueyCommand):  # type: ignore[misc]  # huey has no types
    def handle(self, *args: Any, **options: Any) -> None:
        start_scheduler()
        super().handle(*args, **options)
