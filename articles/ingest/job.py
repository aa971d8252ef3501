"""Register imports and their undo as jobs."""

from articles.ingest.confirm import note_differences
from articles.ingest.import_state import ImportBusy
from articles.ingest.link_resolution import resolve_stored_links
from articles.ingest.pipeline import import_run
from articles.ingest.preview import FEW_FILES
from articles.ingest.server_folders import check_paths
from articles.ingest.undo import undo_batch
from articles.jobs.kinds import Kind, register
from articles.jobs.lease import is_interrupted
from articles.jobs.lifecycle import JobFailed
from articles.models import ImportRun
from articles.seeds.sources import SourceNotFound, SourceRefused
from articles.workflow.actors import Actor
from articles.workflow.errors import WorkflowError
from articles.workflow.job_control import cancel_job, check_rights


def run_import(run: ImportRun) -> bool:
    """Do all of an import or a preview; an interrupted one is resumed. Return False: it is done."""
    try:
        if not run.by_system:
            check_paths(run.paths)
        # A small preview may run in a web process, which must start no other process.
        import_run(run, use_process=(run.total_count or 0) > FEW_FILES)
    except (ImportBusy, SourceNotFound, SourceRefused, WorkflowError) as error:
        raise JobFailed(str(error)) from error
    note_differences(run)
    return False


def cancel_import(run: ImportRun, *, by: Actor) -> None:
    """Cancel an import; its worker stops before the next batch.

    Resolve the links of the stored articles if no worker is left to do that. Raises NotAllowed.
    """
    has_no_worker = is_interrupted(run)
    cancel_job(run, by=by)
    if has_no_worker:
        resolve_stored_links(run)


register(
    Kind(
        model=ImportRun,
        step=run_import,
        undo_step=undo_batch,
        check=check_rights,
        permission=lambda _run: "import_seeds",
    )
)
