"""The content page: calendar and templates."""
