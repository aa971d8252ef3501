"""What the worker does each hour or day. Only `manage.py run_huey` imports this file."""

from huey import crontab
from huey.contrib.djhuey import HUEY, db_periodic_task
from huey.contrib.djhuey.tasks_backend import KEY

from articles.content.thresholds import refresh_all_thresholds
from articles.images.sweep import sweep_images
from articles.ingest.tasks import delete_old_previews_task


def delete_unnamed_pictures() -> None:
    sweep_images()


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
db_periodic_task(crontab(minute="27"), name="delete_old_previews")(delete_old_previews_task.func)
db_periodic_task(crontab(hour="3", minute="37"), name="refresh_thresholds")(refresh_all_thresholds)
db_periodic_task(crontab(hour="3", minute="57"), name="sweep_images")(delete_unnamed_pictures)
