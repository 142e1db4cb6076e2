"""What dev.py's rarer commands do; run as `python3 dev.py NAME`."""
