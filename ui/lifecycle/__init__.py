"""Where members stand and how they move: tabs of the figures page."""
