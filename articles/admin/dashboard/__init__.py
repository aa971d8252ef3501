"""The dashboard and its recent activity."""
