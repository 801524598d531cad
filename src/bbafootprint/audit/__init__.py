"""A result handed in: a folder with which an auditor can check it, and compute it again, without a network.

- :func:`write_audit_pack`: the folder, computed once more from what is in it before it is written;
- :func:`verify_audit_pack`: every file against its hash, then the result computed anew and compared.
"""

from bbafootprint.audit.opening import read_manifest
from bbafootprint.audit.packing import check_pack_target, write_audit_pack
from bbafootprint.audit.verification import AuditCheck, AuditVerification
from bbafootprint.audit.verifying import verify_audit_pack

__all__ = [
    "AuditCheck",
    "AuditVerification",
    "check_pack_target",
    "read_manifest",
    "verify_audit_pack",
    "write_audit_pack",
]
