"""Goods and orders: products, group buys, orders and their status, payments, and sheets to print."""
