from .dashboard import DashboardPreference
from .organisation import Organisation, OrganisationType, TrustedDomain
from .partner_request import PartnerRequest
from .signup import SignupDraft
from .user import User

__all__ = [
    "DashboardPreference",
    "Organisation",
    "OrganisationType",
    "PartnerRequest",
    "SignupDraft",
    "TrustedDomain",
    "User",
]
