"""What AWS's error codes and botocore's exceptions stand for, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from botocore import exceptions as boto

from migrate.core.errors import (
    AlreadyThere,
    CredentialsExpired,
    GatewayError,
    NotFound,
    NotPermitted,
    NotYet,
)

LEAVES: Mapping[str, type[GatewayError]] = MappingProxyType(
    {
        "AccessDenied": NotPermitted,
        "AccessDeniedException": NotPermitted,
        "AuthorizationError": NotPermitted,
        "UnauthorizedOperation": NotPermitted,
        "NotAuthorized": NotPermitted,
        "AccessDeniedForDependencyException": NotPermitted,
        "InvalidClientTokenId": NotPermitted,
        "UnrecognizedClientException": NotPermitted,
        "InvalidAccessKeyId": NotPermitted,
        "AuthFailure": NotPermitted,
        "OptInRequired": NotPermitted,
        "SignatureDoesNotMatch": NotPermitted,
        "InvalidSignatureException": NotPermitted,
        "IncompleteSignature": NotPermitted,
        "MissingAuthenticationToken": NotPermitted,
        "MissingAuthenticationTokenException": NotPermitted,
        "RequestTimeTooSkewed": NotPermitted,
        "ExpiredToken": CredentialsExpired,
        "ExpiredTokenException": CredentialsExpired,
        "RequestExpired": CredentialsExpired,
        "TokenRefreshRequired": CredentialsExpired,
        "FinalizingOrganizationException": NotYet,
        "ConcurrentModificationException": NotYet,
        "ConcurrentModification": NotYet,
        "TooManyRequestsException": NotYet,
        "Throttling": NotYet,
        "ThrottlingException": NotYet,
        "ThrottledException": NotYet,
        "RequestLimitExceeded": NotYet,
        "SlowDown": NotYet,
        "PolicyChangesInProgressException": NotYet,
        "ServiceException": NotYet,
        "ServiceFailure": NotYet,
        "InternalFailure": NotYet,
        "InternalError": NotYet,
        "ServiceUnavailable": NotYet,
        "ConditionalRequestConflict": NotYet,
        "OperationAborted": NotYet,
        "AlreadyInOrganizationException": AlreadyThere,
        "DuplicateOrganizationalUnitException": AlreadyThere,
        "DuplicateHandshakeException": AlreadyThere,
        "DuplicateAccountException": AlreadyThere,
        "HandshakeAlreadyInStateException": AlreadyThere,
        "EntityAlreadyExists": AlreadyThere,
        "PreconditionFailed": AlreadyThere,
        "NoSuchBucket": NotFound,
        "AWSOrganizationsNotInUseException": NotFound,
        "NoSuchEntity": NotFound,
        "NoSuchEntityException": NotFound,
        "ResourceNotFoundException": NotFound,
        "HandshakeNotFoundException": NotFound,
        "AccountNotFoundException": NotFound,
        "ParentNotFoundException": NotFound,
        "SourceParentNotFoundException": NotFound,
        "DestinationParentNotFoundException": NotFound,
        "OrganizationalUnitNotFoundException": NotFound,
        "TargetNotFoundException": NotFound,
        "PolicyNotFoundException": NotFound,
        "ChildNotFoundException": NotFound,
    }
)
"""What is absent stays `GatewayError` with its code.  Source: botocore service models and
"Common error types" of the AWS API references."""

AMBIGUOUS = frozenset(
    {"ServiceException", "ServiceFailure", "InternalFailure", "InternalError", "ServiceUnavailable"}
)
"""AWS failed while it worked on the request: it may have done it."""

REFUSALS = frozenset(LEAVES) - AMBIGUOUS | {
    "AccountOwnerNotVerifiedException",
    "ConstraintViolationException",
    "HandshakeConstraintViolationException",
    "InvalidHandshakeTransitionException",
    "InvalidInputException",
    "MasterCannotLeaveOrganizationException",
    "UnsupportedAPIEndpointException",
    "AllAccessDisabled",
    "BadDigest",
    "EntityTooLarge",
    "InvalidArgument",
    "InvalidBucketState",
    "InvalidDigest",
    "InvalidInput",
    "InvalidRequest",
    "KMS.DisabledException",
    "KMS.KMSInvalidStateException",
    "KMS.NotFoundException",
    "LimitExceeded",
    "MalformedPolicyDocument",
    "PolicyNotAttachable",
    "UnmodifiableEntity",
    "UnmodifiableEntityException",
    "ValidationError",
    "ValidationException",
    "InvalidAction",
    "InvalidParameterValue",
    "MalformedQueryString",
    "MissingParameter",
    "SerializationException",
    "UnknownOperationException",
    "UnsupportedOperation",
    "UnsupportedOperationException",
    "SimulatorNotImplemented",
}
"""AWS refused before it acted: nothing happened.  What is absent may have happened."""

SHED = frozenset({"SlowDown"})
"""Refused for certain in spite of its status, 503: S3 took too many requests to take this one (S3
API reference, "Error responses").  Were it otherwise, IfNoneMatch would still keep it from being
done twice."""

SKEWED = frozenset({"RequestTimeTooSkewed", "InvalidSignatureException", "SignatureDoesNotMatch"})

UNKNOWN_CREDENTIALS = frozenset(
    {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure"}
)
"""AWS does not know the access key: not signed up yet, deleted, inactive, or mistyped."""

BUSY = frozenset(
    {
        "ConcurrentModificationException",
        "ConcurrentModification",
        "ConditionalRequestConflict",
        "OperationAborted",
        "TooManyRequestsException",
        "Throttling",
        "ThrottlingException",
        "RequestLimitExceeded",
        "SlowDown",
    }
)
"""Refused for certain because AWS was busy: nothing happened, and a short pause may be enough."""

PAUSES: Mapping[str, timedelta] = MappingProxyType(
    {
        # botocore FinalizingOrganizationException: "can take up to an hour".
        "FinalizingOrganizationException": timedelta(minutes=5),
        "ConcurrentModificationException": timedelta(seconds=30),
        "PolicyChangesInProgressException": timedelta(minutes=1),
    }
)
"""How long to wait before the next look; a minute where nothing is said."""

LIMITS: Mapping[str, timedelta] = MappingProxyType(
    {
        # botocore FinalizingOrganizationException: "can take up to an hour"; the rest is ours.
        "FinalizingOrganizationException": timedelta(minutes=90),
    }
)
"""How long AWS may refuse a call with a code before waiting stops to be the answer."""

LOST_CREDENTIALS = (
    boto.UnauthorizedSSOTokenError,
    boto.SSOTokenLoadError,
    boto.SSOError,
    boto.LoginError,
    boto.NoAuthTokenError,
    boto.TokenRetrievalError,
    boto.CredentialRetrievalError,
    boto.MetadataRetrievalError,
    boto.NoCredentialsError,
    boto.RefreshWithMFAUnsupportedError,
)
"""The profile has no usable credentials now; nothing was sent with them."""

UNUSABLE_PROFILE = (
    boto.ProfileNotFound,
    boto.ConfigParseError,
    boto.ConfigNotFound,
    boto.InvalidConfigError,
    boto.PartialCredentialsError,
    boto.UnknownCredentialError,
    boto.MissingDependencyException,
    boto.NoRegionError,
    boto.UnknownRegionError,
    boto.InvalidRegionError,
)
"""The AWS configuration has to be corrected; nothing was sent."""

NETWORK = (boto.EndpointConnectionError, boto.ConnectTimeoutError)
"""No connection was made.  `SSLError` is not here: a connection can also break in the middle."""

NOT_SENT = (boto.ParamValidationError, *NETWORK, *LOST_CREDENTIALS, *UNUSABLE_PROFILE)
"""Raised before a byte of the request reached AWS."""
