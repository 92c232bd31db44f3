"""The issuer's public keys: fetched, kept, and fetched anew when it rotates them."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from vault.durable import replace_file
from vault.errors import IssuerUnreachable, NotAuthenticated
from vault.oidc.options import OidcOptions

_log = logging.getLogger(__name__)

PublicKey: TypeAlias = RSAKey | ECKey | OKPKey
_KINDS: Final[Mapping[str, Callable[[dict[str, Any]], PublicKey]]] = {
    "RSA": RSAKey.import_key,
    "EC": ECKey.import_key,
    "OKP": OKPKey.import_key,
}
"""Secret keys (`oct`) are left out: what the issuer publishes must not sign."""
_MIN_RSA_BITS: Final = 2048


class IssuerKeys:
    """Safe between threads. One thread at a time asks the issuer; those that hold a key they know
    do not wait for it.

    The last answer also rests in `path`: a server that starts while the issuer is down still knows
    whom it knew. Whoever can write there can read the house's own signing key beside it.
    """

    def __init__(
        self,
        options: OidcOptions,
        fetch: Callable[[], Mapping[str, Any]],
        path: Path,
        clock: Callable[[], float],
    ) -> None:
        """`fetch` gives a JWK Set or raises IssuerUnreachable; `clock` tells seconds since 1970."""
        self._options = options
        self._fetch = fetch
        self._path = path
        self._clock = clock
        self._asking = threading.Lock()
        self._keys: Mapping[str, PublicKey] = {}
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")
        self._recall()

    def get(self, kid: str | None) -> PublicKey:
        """The key of that id; without id the only one there is.

        Raises NotAuthenticated where the issuer has none such, IssuerUnreachable where it cannot
        be asked.
        """
        if self._age() >= self._options.keys_fresh_s:
            self._renew(wait=self._find(kid) is None)
        if (found := self._find(kid)) is None:
            self._renew(wait=True)
            found = self._find(kid)
        if found is not None:
            return found
        if not self._keys:
            raise IssuerUnreachable("the issuer of this token cannot be asked for its keys now")
        raise NotAuthenticated("the token is signed with a key that its issuer does not have")

    def _age(self) -> float:
        return abs(self._clock() - self._fetched_at)

    def _find(self, kid: str | None) -> PublicKey | None:
        if self._age() >= self._options.keys_kept_s:
            return None
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    def _renew(self, *, wait: bool) -> None:
        """Ask, unless somebody has just done so. Where no answer comes, nothing changes."""
        begun = self._fetched_at
        if not self._asking.acquire(blocking=wait):
            return
        try:
            pause = abs(self._clock() - self._asked_at) < self._options.refetch_pause_s
            if pause or self._fetched_at != begun:
                return
            self._asked_at = self._clock()
            document = self._fetch()
            self._keys = usable_keys(document)
            self._fetched_at = self._clock()
            self._remember(document)
        except IssuerUnreachable as error:
            _log.warning("the issuer's keys cannot be renewed", extra={"cause": str(error)})
        finally:
            self._asking.release()

    def _remember(self, document: Mapping[str, Any]) -> None:
        kept = {
            "issuer": self._options.issuer,
            "fetched_at": self._fetched_at,
            "jwks": document,
        }
        with suppress(OSError):
            replace_file(self._path, json.dumps(kept).encode())

    def _recall(self) -> None:
        with suppress(OSError, ValueError, TypeError, KeyError, IssuerUnreachable):
            kept = json.loads(self._path.read_bytes())
            if kept["issuer"] == self._options.issuer:
                self._keys = usable_keys(kept["jwks"])
                self._fetched_at = float(kept["fetched_at"])


def usable_keys(document: Mapping[str, Any]) -> Mapping[str, PublicKey]:
    """Public signing keys by id; those of unknown kinds, too short or for encryption are left out.

    Raises IssuerUnreachable where none is left.
    """
    listed = document.get("keys") if isinstance(document, Mapping) else None
    found: dict[str, PublicKey] = {}
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and (key := _usable(entry)) is not None:
            found[str(entry.get("kid", ""))] = key
    if not found:
        raise IssuerUnreachable("the issuer publishes no key that can be used")
    return found


def _usable(entry: dict[str, Any]) -> PublicKey | None:
    kind = _KINDS.get(str(entry.get("kty")))
    if kind is None or entry.get("use", "sig") != "sig" or "d" in entry:
        return None
    try:
        key = kind(entry)
        short = isinstance(key, RSAKey) and key.public_key.key_size < _MIN_RSA_BITS
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None if short else key
