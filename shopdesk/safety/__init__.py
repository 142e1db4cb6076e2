"""Backup, restore, check and salvage: the owner's data survives mistakes, power cuts and bad disks."""
