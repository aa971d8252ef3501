"""What pages of long-running jobs share: progress, cancel, reports."""
