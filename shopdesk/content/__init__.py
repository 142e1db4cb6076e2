"""What the shop says: pillars, templates with merge fields, the content calendar, the copy check."""
