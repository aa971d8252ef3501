"""Check what a person may do. The system may do everything."""

from django.db.models import QuerySet

from articles.models import Run, User
from articles.workflow.actors import Actor, System
from articles.workflow.errors import NotAllowed

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def require_permission(by: Actor, permission: str) -> None:
    """Raise NotAllowed unless `by` has the permission, named without its app label."""
    if not isinstance(by, System) and not by.has_perm(f"articles.{permission}"):
        text = f"Your role does not allow this ({permission.replace('_', ' ')})."
        raise NotAllowed(text, permission)


def people_with(permission: str) -> QuerySet[User]:
    """Return the active staff who have a permission; superusers have each."""
    able = User.objects.with_perm(f"articles.{permission}", backend=_BACKEND)
    return able.filter(is_staff=True)


def require_job_permission(job: Run, by: Actor, permission: str) -> None:
    """Raise NotAllowed unless `by` owns the job and has the permission, or may undo any job."""
    is_own = isinstance(by, System) or by.pk == job.owner_id
    require_permission(by, permission if is_own else "undo_any_run")
