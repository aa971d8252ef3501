"""The queue's tables: huey's own command, without its app (docs/decisions/0003)."""

from huey.contrib.djhuey.management.commands.create_huey_tables import Command as Command
