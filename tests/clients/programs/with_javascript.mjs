// The AWS SDK for JavaScript v3, under Node.js.

import { createInterface } from "node:readline";
import * as sdk from "@aws-sdk/client-service-catalog";

const client = new sdk.ServiceCatalogClient({
  maxAttempts: 3,
  requestHandler: { requestTimeout: 5000, throwOnRequestTimeout: true },
});

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, params } = JSON.parse(line);
  let result;
  try {
    result = { answer: await client.send(new sdk[`${operation}Command`](params)) };
  } catch (error) {
    result = { Code: error.name, Message: error.message };
  }
  console.log(JSON.stringify(result));
}
