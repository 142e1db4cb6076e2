"""The shop's figures: who stands where, who comes back, what a member is worth. Read-only throughout."""
