from .dashboard import DashboardPreference
from .email_change import EmailChange
from .organisation import Organisation, OrganisationType, TrustedDomain
from .partner_request import PartnerRequest
from .signup import SignupDraft
from .user import User

__all__ = [
    "DashboardPreference",
    "EmailChange",
    "Organisation",
    "OrganisationType",
    "PartnerRequest",
    "SignupDraft",
    "TrustedDomain",
    "User",
]
