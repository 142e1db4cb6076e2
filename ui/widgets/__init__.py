"""The parts that every page is built from; they know neither shop nor data."""
