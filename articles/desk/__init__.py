"""The review desk: queue, decisions, dialogs, and what they display."""
