"""Spreadsheets and text in and out: sniffing, safe reading in limits, streaming writing. Knows nothing of shops."""
