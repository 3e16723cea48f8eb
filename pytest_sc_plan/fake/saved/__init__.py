"""What a fake holds, as data that JSON can express: written, and read back."""
