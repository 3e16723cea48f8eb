"""aioboto3, which calls aiobotocore, which calls aiohttp."""

import asyncio
from typing import Any

import aioboto3  # type: ignore[import-untyped]
from aiobotocore.config import AioConfig  # type: ignore[import-untyped]
from botocore.exceptions import ClientError

from .lines import Result, serve, snake

config = AioConfig(read_timeout=5, retries={"total_max_attempts": 3})


async def call(operation: str, params: dict[str, Any]) -> Result:
    async with aioboto3.Session().client("servicecatalog", config=config) as client:
        try:
            return {"answer": await getattr(client, snake(operation))(**params)}
        except ClientError as error:
            return {**error.response["Error"]}


serve(lambda operation, params: asyncio.run(call(operation, params)))
