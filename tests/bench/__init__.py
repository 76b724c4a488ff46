"""Measurements: ratios against baselines in the same run, for these machines are noisy. `make bench`."""
