"""The orders page: orders, totals by product, group buys, products and payments."""
