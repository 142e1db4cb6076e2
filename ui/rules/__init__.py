"""The editor of a rule: rows and groups of conditions, shared by segments and automatic tags."""
