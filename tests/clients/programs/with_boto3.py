"""boto3, in a process of its own."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from .lines import Result, serve, snake

client: Any = boto3.client(
    "servicecatalog", config=Config(read_timeout=5, retries={"total_max_attempts": 3})
)


def call(operation: str, params: dict[str, Any]) -> Result:
    try:
        answer = getattr(client, snake(operation))(**params)
    except ClientError as error:
        return {**error.response["Error"]}
    return {"answer": answer}


serve(call)
