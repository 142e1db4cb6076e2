"""Claims as pages show them: writing one down, answering it, the ones of an order or a member."""
