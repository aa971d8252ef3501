"""What the worker does each hour. Only the worker imports this file (`manage.py run_huey`).

It imports every kind of job, so that the worker can run them.
"""

from huey import crontab
from huey.contrib.djhuey import HUEY, db_periodic_task
from huey.contrib.djhuey.tasks_backend import KEY

import articles.bulk_actions.runs
import articles.publishing.publish_run  # noqa: F401 - registers its kind of job
from articles.ingest.tasks import forget_previews_task, resume_imports_task, resume_previews_task


def delete_finished_tasks() -> int:
    """Delete the records of finished tasks, which huey keeps forever; return their number.

    Nothing reads them: the result of a job is in the job's own row.
    """
    finished = [
        key
        for key, data in HUEY.storage.result_items().items()
        if key.startswith(KEY % "") and _is_finished(data)
    ]
    for key in finished:
        HUEY.delete(key)
    return len(finished)


def _is_finished(data: bytes) -> bool:
    """Whether a record is of a finished task, or was signed with another SECRET_KEY."""
    try:
        return bool(HUEY.serializer.deserialize(data)["finished_at"])
    except ValueError:
        return True


db_periodic_task(crontab(minute="17"), name="delete_finished_tasks")(delete_finished_tasks)
db_periodic_task(crontab(minute="27"), name="forget_previews")(forget_previews_task.func)
for _task in (resume_imports_task, resume_previews_task):
    db_periodic_task(crontab(), name=_task.name, expires=60)(_task.func)
