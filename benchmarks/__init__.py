"""Speed and memory as ratios to hand-written baselines measured in the same run: `python3 dev.py bench`."""
