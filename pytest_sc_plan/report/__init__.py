"""Reports of a test run: what its tests did, and how it is shown."""
