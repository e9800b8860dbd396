"""Where people keep secrets, by the names that AWS gives to properties, and how secrets look.

A test walks every text that botocore marks as sensitive in the answers of the catalogue's lists,
and every container there that takes what people write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Any


class Shut(IntEnum):
    """How much of a value is hidden."""

    OPEN = 0
    FREE = 1
    """People write there what they like: texts are hidden; references, numbers and truths stay."""
    SECRET = 2
    """A secret by its name: only references and truths stay."""


SECRET_NAMES = re.compile(
    r"(password|passwd|passphrase|pass_?code|secret|credential|private_?key|api_?key|access_?key"
    r"|shared_?key|auth_?key|license_?key|account_?key"
    r"|(auth|access|refresh|bearer|session|security|bot|grafana|hec)_?token(?!_?ur[il])"
    r"|(^|[-_.])(token|pin|otp|psk|jwt|cookie|passwd|pwd|pass)$"
    r"|user_?data|authorization|connection_?(string|uri|url)|webhook|\bdsn\b"
    r"|header_?value|custom_?headers|customer_?gateway_?configuration|base32|qr_?code"
    r"|activation_?code)".replace("_?", "[-_.]?"),
    re.IGNORECASE,
)
"""Words of one name may be joined by anything: AWS writes `ApiKey`, people write `api-key`."""
REFERENCES = re.compile(
    r"(?<![A-Za-z])(?i:arns?|u?u?ids?|names?|type|status|version|count)\Z"
    r"|(?<=[a-z0-9])(A(rn|RN)s?|I(d|D)s?|Uu?ids?|Names?|Type|Status|Version|Count)\Z"
)
"""Last words of names that speak of a secret without being one: `SecretArn`, `secret-id`; the ends
of `GRID` and `android` are no words."""
ABOUT = re.compile(
    r"(last_?used|last_?changed|reset_?required|policy|enabled|expir)", re.IGNORECASE
)

FREE = re.compile(
    r"("
    r"\w*environment_?variables|environment_?overrides?|variables|env"
    r"|(stage|dynamic)_?variables|stage_?variable_?overrides"
    r"|(default_?|non_?overridable_?|container_?|entry_?point_?)?arguments"
    r"|(task_?|task_?invocation_?|header_?|query_?string_?|request_?"
    r"|training_?|regional_?|first_?class_?)?parameters"
    r"|path_?parameter_?values|pipeline_?parameter_?list|request_?templates|common_?attributes"
    r"|token_?url_?(parameters_?map|custom_?properties)|authentication_?request_?extra_?params"
    r"|profile_?properties|http_?header_?config"
    r")\Z",
    re.IGNORECASE,
)
"""Containers whose texts are all hidden; `env` as a name of a single text is a tag."""
TEXTS = re.compile(
    r"("
    r"commands?|args|entry_?point|input|input_?template|payload|body|json_?body"
    r"|script|\w+_?script|init_?query|sqls?|graph_?ql_?operation|build_?spec"
    r"|extra_?connection_?attributes|custom_?event_?data|game_?session_?data|task_?data"
    r"|code_?handlers|(request|response)_?mapping_?template|krb5_?file_?contents"
    r"|customer_?router_?config|search_?string"
    r"|(launch_?|executable_?|spark_?sql_?|spark_?submit_?)parameters"
    r")\Z",
    re.IGNORECASE,
)
"""Properties that are hidden where they are a text or a list of texts; elsewhere the same name is
a structure (`Command` of a Glue job, `Input` of a media pipeline)."""
STRUCTURE = frozenset({"type", "image", "computeType", "variables", "error"})
"""Members by which AWS tells that an `environment` describes a machine, and is no variables."""
MEMBERS = STRUCTURE | {
    *("certificate", "computeConfiguration", "dockerServer", "environmentVariables", "fleet"),
    *("hostKernel", "imagePullCredentialsType", "privilegedMode", "registryCredential"),
    *("accessSysfs", "execution", "resourceAccessPolicies"),
    *("activationPageUrl", "bandwidths", "environmentId", "location", "provider"),
    *("remoteIdentifierType", "state"),
}
"""All that such an `environment` has, of CodeBuild, Lambda, Greengrass and Interconnect: whatever
else stands there is a variable, and makes all of them variables."""

TAGS = re.compile(r"\w*tags?\Z", re.IGNORECASE)
"""Maps whose keys are people's words: only a word for a secret hides a value there."""
LABELS = frozenset(
    {"Name", "name", "Key", "key", "ParameterKey", "ParameterName", "parameterKey"}
    | {"parameterName", "OptionName", "AttributeName", "HeaderName", "headerName"}
)
_TELLING = LABELS | {"type", "Namespace"}
BESIDE = frozenset(
    {"Value", "value", "Values", "values", "ParameterValue", "parameterValue", "ResolvedValue"}
    | {"DefaultValue", "defaultValue", "AttributeValue", "HeaderValue", "headerValue"}
)
"""A pair in a list: the label says what the value beside it is (`OptionName`, `Value`)."""
VARIABLES = re.compile(r"environment_?variables\Z", re.IGNORECASE)
"""An option of Elastic Beanstalk with every variable of its programs in one text."""
NAMESPACE = re.compile(r":environment\Z")
"""Elastic Beanstalk's namespace of the variables that its programs see."""

TRUTH_OR_HOST = (
    r"(https?://)?[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|api\.aws)(:\d+)?(/[\w./-]*)?\Z"
    r"|(true|false)\Z"
)
REFERENCE = re.compile(
    r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:[^\s?#]{1,512}\Z"
    r"|[a-z]{1,12}-[0-9a-f]{8,17}\Z"
    r"|" + TRUTH_OR_HOST,
    re.IGNORECASE,
)
"""Values that point at something, wherever no name says that they are secret."""
CERTAIN = re.compile(
    r"arn:aws[a-z-]*:[a-z0-9-]{2,}:[a-z0-9-]*:\d{12}:[^\s?#]{1,512}\Z"
    r"|[a-z]{1,12}-(?=\d*[a-f])[0-9a-f]{17}\Z"
    r"|(?i:" + TRUTH_OR_HOST + ")"
)
"""Values that point at something under the name of a secret too, where a password may look like a
short id or start like an ARN."""
NUMBER = re.compile(r"\d{1,12}\Z")
"""Ports, sizes and accounts."""
BARE = r"""(?!\\*["'])[^;&\s"']+"""
QUOTED = (
    r"""((?P<quote>\\*["'])(?!(?P=quote))(\\.|[^\\\n])+?((?P=quote)|\\?(?=\n|\Z)))+"""
    r"""[^;&\s"']*"""
)
"""What follows a word like `password=`: it ends at its own quote or the line, or at a space."""
VALUES = re.compile(
    r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----(?:[^-]+|-(?!----))*"
    r"(-----END [A-Z ]*PRIVATE KEY( BLOCK)?-----)?"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{40,}|\bglpat-[\w-]{20,}"
    r"|\bxox[abeprs]-[\w-]{10,}|(?<=hooks\.slack\.com/)[\w/]+"
    r"|\b[rs]k_live_[A-Za-z0-9]{16,}|\bAIza[\w-]{35}|\bSG\.[\w-]{16,}\.[\w-]{16,}"
    r"|\bnpm_[A-Za-z0-9]{36}"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=X-Amz-Signature=)[0-9a-f]+|(?<=X-Amz-Security-Token=)[^&\s]+"
    r"|(?<=[?&]Signature=)[^&\s]+|(?<=[?&]sig=)[^&\s]+"
    r"|(?i:(?<=password=)|(?<=passwd=)|(?<=pwd=)|(?<=secret=)|(?<=token=)|(?<=api_key=)"
    r"|(?<=apikey=)|(?<=--password )|(?<=--token )|(?<=bearer )(?=\S{16}))"
    rf"({QUOTED}|{BARE})"
)
"""What looks like a secret in any text."""
DOCUMENT = re.compile(r'[\s\ufeff]*(?=[{\["])')
"""What stands before a text that may be JSON."""


@lru_cache(maxsize=16_384)
def secret(name: str) -> bool:
    """Whether a name says that its value is a secret."""
    return bool(name and SECRET_NAMES.search(name)) and not (
        REFERENCES.search(name) or ABOUT.search(name)
    )


@lru_cache(maxsize=16_384)
def by_name(name: str, what: type) -> Shut:
    """Return what a property's name asks for; `what` is `str`, `list` or `dict`."""
    if secret(name):
        return Shut.SECRET
    if (what is not str and FREE.match(name)) or (what is not dict and TEXTS.match(name)):
        return Shut.FREE
    return Shut.OPEN


def by_kind(name: str, value: Any) -> Shut:
    """Return what a property asks for by its name and by what stands there."""
    if isinstance(value, str):
        return by_name(name, str)
    if isinstance(value, Mapping):
        if name.lower() == "environment":
            members = {str(key)[:1].lower() + str(key)[1:] for key in value}
            described = STRUCTURE & members and members <= MEMBERS
            return Shut.OPEN if described else Shut.FREE
        if name.lower() == "headers" and all(isinstance(item, str) for item in value.values()):
            return Shut.FREE
        return by_name(name, dict)
    return Shut.FREE if name.lower() == "environment" else by_name(name, list)


def by_label(pair: Mapping[Any, Any]) -> Shut:
    """Return what the label of a pair asks for of its values."""
    if _TELLING.isdisjoint(pair):
        return Shut.OPEN
    labels = [str(pair[key]) for key in LABELS & pair.keys()]
    if any(map(secret, labels)) or pair.get("type") == "API_KEY":
        return Shut.SECRET
    variables = NAMESPACE.search(str(pair.get("Namespace", "")))
    return Shut.FREE if variables or any(map(VARIABLES.match, labels)) else Shut.OPEN
