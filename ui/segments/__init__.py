"""The segments page: rules that select members, their lists for Excel and for sending by hand."""
