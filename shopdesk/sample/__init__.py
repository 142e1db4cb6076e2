"""What a shop begins with, and a sample shop to try everything on."""
