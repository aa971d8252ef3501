"""Write an article's content fields to its tables; used by imports and by editors."""
