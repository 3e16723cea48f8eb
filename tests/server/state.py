"""A state, as the command and the control API take it."""

from __future__ import annotations

STATE = {
    "products": [{"name": "bucket", "versions": {"v1": {}}}],
    "provisioned_products": [{"name": "logs", "product": "bucket"}],
    "plans": [{"product": "bucket", "provisioned_product_name": "new"}],
}
