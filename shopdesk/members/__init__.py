"""People: who they are, their names and tags, consent, search, duplicates, life cycle and segments."""
