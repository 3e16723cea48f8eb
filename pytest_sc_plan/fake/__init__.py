"""One fake of the service, as a test holds it."""
