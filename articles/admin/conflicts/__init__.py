"""List and resolution of import conflicts."""
