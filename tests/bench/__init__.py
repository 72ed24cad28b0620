"""`make bench`: ratios against named limits, each measured with its limit in one run."""
