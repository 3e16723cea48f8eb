"""The fake service: plain Python that knows no pytest, botocore, moto or HTTP."""
