"""Saying the right thing to the right people, by hand: contact lists and touches."""
