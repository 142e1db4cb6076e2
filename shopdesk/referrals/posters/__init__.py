"""Poster designs as plain data: what stands where, in millimetres. Painting is ui/paper/posters.py."""
