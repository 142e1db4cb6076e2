"""会员: the list of members, one member in the drawer, duplicates, tags."""
