"""The worker: huey's own command, without its app (docs/decisions/0003)."""

from huey.contrib.djhuey.management.commands.run_huey import Command as Command
