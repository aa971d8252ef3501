"""One action on many articles, as a job."""
