"""Keys and certificates of KMS, ACM and Cognito, written as the standards write them."""

from __future__ import annotations

from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)


def reduced(item: Any) -> Any:
    """Return how an object of the cryptography library is saved and made again."""
    if isinstance(item, x509.Certificate):
        return _certificate, (item.public_bytes(Encoding.DER),)
    if hasattr(item, "private_bytes"):
        content = item.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return _private, (content,)
    if hasattr(item, "public_bytes"):
        content = item.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return _public, (content,)
    return NotImplemented


def _private(content: bytes) -> Any:
    return load_der_private_key(content, password=None)


def _public(content: bytes) -> Any:
    return load_der_public_key(content)


def _certificate(content: bytes) -> Any:
    return x509.load_der_x509_certificate(content)
