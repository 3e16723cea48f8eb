"""Live, read-only views of what the catalog holds, for tests to look at.

A view reads its resource when it is asked, so it is always up to date. Looking at it does not count
as a read of the API. What was deleted keeps the last state that it had.

Where an attribute may be None its type says ``| Any`` instead of ``| None``: a test knows which it
has, and ``plan.record.id`` needs no check before it. A wrong name or a wrong use is an error still.
"""

from .products import PortfolioView as PortfolioView
from .products import ProductView as ProductView
from .provisioning import PlanView as PlanView
from .provisioning import ProvisionedProductView as ProvisionedProductView
from .provisioning import RecordView as RecordView
