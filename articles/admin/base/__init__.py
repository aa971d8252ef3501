"""What every admin page shares: ModelAdmin base classes, form fields, paging."""
