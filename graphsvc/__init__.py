"""graphsvc: by which paths can somebody be influenced, and which relatives should be reached, safely."""

__version__ = "0.1.0"
