"""The posters page: choose a design, fill it in, hand it out."""
