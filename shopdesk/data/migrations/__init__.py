"""The steps that bring a shop's file to today's tables. HEAD names the newest; a test keeps it true."""

HEAD = "0002"
