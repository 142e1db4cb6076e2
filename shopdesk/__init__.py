"""The shop: members, orders, content and what comes in and goes out. Knows nothing of windows or terminals."""

__version__ = "0.1.0"
