"""Settings, URLs, servers, the queue and the scheduler. No editorial logic."""
