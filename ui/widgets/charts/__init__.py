"""Simple charts painted with QPainter: hover, keyboard, words for a screen reader, a table twin, PNG."""
