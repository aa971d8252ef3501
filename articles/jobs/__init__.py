"""Life cycle of long-running jobs: lease, progress, cancel, retry, resume, undo, heartbeat."""
