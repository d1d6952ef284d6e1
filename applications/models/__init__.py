from .history import RequestEvent
from .prescription import Prescription
from .refusal import RefusalReason
from .request import Request

__all__ = ["Prescription", "RefusalReason", "Request", "RequestEvent"]
