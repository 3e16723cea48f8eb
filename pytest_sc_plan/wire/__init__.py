"""AWS JSON 1.1: bytes and botocore's service model in, operation and parameters out, and back."""
