"""The clock of the desk. Only the worker imports this file (`manage.py run_huey`), and it starts
what is due: the tasks that `settings.NEWSDESK_PERIODIC` names, and the tidying of the queue.
"""

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string
from huey import crontab
from huey.contrib.djhuey import HUEY, db_periodic_task
from huey.contrib.djhuey.tasks_backend import KEY

# A minute's tick that waited behind long work for a minute is dropped: the next one does it all.
EXPIRES_SECONDS = 60


def start_when_due(path: str, fields: str) -> None:
    """Has the worker call a task at a crontab's times (minute hour day month weekday, in UTC)."""
    due = crontab(*fields.split(), strict=True)
    db_periodic_task(due, name=path, expires=EXPIRES_SECONDS)(import_string(path).func)


for _path, _fields in settings.NEWSDESK_PERIODIC.items():
    start_when_due(_path, _fields)


def forget_finished() -> int:
    """Deletes the records of ended tasks, which huey keeps for good; returns how many.

    Nobody asks for them: what a run did stands in the run's own row.
    """
    finished = [
        key
        for key, data in HUEY.storage.result_items().items()
        if key.startswith(KEY % "") and HUEY.serializer.deserialize(data)["finished_at"]
    ]
    for key in finished:
        HUEY.delete(key)
    return len(finished)


db_periodic_task(crontab(minute="17"), name="newsdesk.tasks.forget_finished")(forget_finished)


def say_that_we_are_here() -> None:
    """The first tick of the clock may be a minute away: until then nobody need wonder."""
    import_string(settings.NEWSDESK_AT_START).func()
    close_old_connections()


HUEY.on_startup()(say_that_we_are_here)
