"""List, edit form, history, actions and schedule of articles."""
