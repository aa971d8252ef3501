"""Make renditions in the background. `articles.images.background` enqueues these tasks."""

from django_tasks import task

from articles.images.renditions import make_renditions


@task(priority=-10)
def make_renditions_task(image_id: int) -> None:
    """Make the renditions of an image; do nothing if they are made, or another worker does it.

    The priority lets imports and publish runs go first.
    """
    make_renditions(image_id)
