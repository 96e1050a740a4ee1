"""Types that several resources declare alike: which they are, and how they move to common.yaml."""
