"""Tokens of an outside OpenID Connect issuer.

In: a bearer token and where the issuer is. Out: the `Principal` it names. Errors: NotAuthenticated,
IssuerUnreachable.
"""

from vault.oidc.options import OidcOptions
from vault.oidc.provider import Provider
from vault.oidc.verifier import OidcVerifier

__all__ = ["OidcOptions", "OidcVerifier", "Provider"]
