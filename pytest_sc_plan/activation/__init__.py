"""A fake made live, and undone again."""
