"""The ways in: each makes a Request of what comes, and of a Response what is expected."""
