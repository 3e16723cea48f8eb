"""The ways in from other processes."""
