"""What an input may be said to be. Apart from the readers, so that a command line without them knows it."""

KINDS = ("auto", "jielong", "orders", "members", "bill")
