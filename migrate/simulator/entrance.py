"""The entrance: nobody is served whose credentials AWS would not take."""

from __future__ import annotations

from migrate.simulator.asked import Asked
from migrate.simulator.identities import CredentialsRefused, KeyExpired, Principal, who
from migrate.simulator.refusals import Answer, by_protocol, refusal


class Refused(Exception):
    """The request is answered with an error before any service sees it."""

    def __init__(self, code: str, message: str, answer: Answer) -> None:
        super().__init__(message)
        self.code = code
        self.answer = answer


def enter(asked: Asked) -> Principal:
    """Return who asks, or refuse in the words of the asked service."""
    if not asked.access_key:
        raise _refused(
            asked, "MissingAuthenticationToken", "Request is missing Authentication Token", 403
        )
    try:
        return who(asked.access_key, asked.token, asked.region)
    except KeyExpired:
        raise expired(asked) from None
    except CredentialsRefused:
        code = by_protocol(
            asked,
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "InvalidAccessKeyId",
            "AuthFailure",
        )
        message = "The security token included in the request is invalid."
        raise _refused(asked, code, message, _status(asked)) from None


def expired(asked: Asked) -> Refused:
    """Return the refusal of credentials whose time is over."""
    code = by_protocol(
        asked, "ExpiredToken", "ExpiredTokenException", "ExpiredToken", "RequestExpired"
    )
    message = "The security token included in the request is expired"
    return _refused(asked, code, message, _status(asked))


def _status(asked: Asked) -> int:
    """Return 400 for JSON services and 403 for the others, as AWS does."""
    return int(by_protocol(asked, "403", "400", "403", "401"))


def _refused(asked: Asked, code: str, message: str, status: int) -> Refused:
    return Refused(code, message, refusal(asked, code, message, status))
