"""The faces of the shop: window, paper and command line."""
