"""The figures page."""
