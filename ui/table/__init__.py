"""The big table: a list of ids, rows fetched page by page, painted by one delegate."""
