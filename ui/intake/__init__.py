"""Bringing orders, members and payments in: choose, map, preview and mend, import."""
