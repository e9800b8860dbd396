"""Who may do what: roles of services and of people, users with old keys, groups, keys."""

from __future__ import annotations

from migrate.simulator.scenarios.acme.company import (
    APPS,
    FRANKFURT,
    IRELAND,
    LEGACY_ID,
    MAIN,
    OREGON,
    Company,
    ago,
    allowing,
    number,
    trusting,
    written,
)
from migrate.simulator.scenarios.acme.tags import pairs, tags

GITHUB = "token.actions.githubusercontent.com"
SERVICES = (
    ("codebuild-service", "codebuild"),
    ("codepipeline-service", "codepipeline"),
    ("glue-crawler", "glue"),
    ("firehose-delivery", "firehose"),
    ("backup-operator", "backup"),
    ("config-recorder", "config"),
    ("ecs-instance", "ec2"),
    ("eks-cluster", "eks"),
    ("eks-node", "ec2"),
    ("batch-service", "batch"),
    ("redshift-copy", "redshift"),
    ("rds-monitoring", "monitoring.rds"),
    ("flow-logs", "vpc-flow-logs"),
    ("events-invoke", "events"),
    ("states-orders", "states"),
    ("transfer-users", "transfer"),
    ("scheduler-jobs", "scheduler"),
    ("apigateway-logs", "apigateway"),
)
PEOPLE = (
    ("alice.adler", "admins"),
    ("bruno.costa", "developers"),
    ("carol.dietz", "developers"),
    ("dev.patel", "developers"),
    ("erin.oneill", "developers"),
    ("farah.aziz", "data"),
    ("goran.ilic", "data"),
    ("hana.sato", "admins"),
    ("intern-2023", "developers"),
    ("ivan.petrov", "billing"),
    ("jenkins", ""),
    ("terraform", "admins"),
    ("ses-smtp-user", ""),
    ("s3-uploader", ""),
    ("old-contractor", "developers"),
)
KEYS = (
    (MAIN, "shop"),
    (MAIN, "payments"),
    (MAIN, "logs"),
    (MAIN, "backup"),
    (MAIN, "ci"),
    (MAIN, "old-2021"),
    (IRELAND, "shop-eu"),
    (IRELAND, "payments-eu"),
    (FRANKFURT, "data"),
    (FRANKFURT, "log-archive"),
    (OREGON, "dev"),
    (OREGON, "experiments"),
)
SUM_ROLE = "=1+1@acme"
"""A role whose name a spreadsheet would reckon with; IAM allows it."""


def build(company: Company) -> None:
    """Make keys first: roles and resources refer to them."""
    with ago(1100):
        _keys(company)
        _people(company)
    with ago(800):
        _providers(company)
        _roles(company)


def _keys(company: Company) -> None:
    for region, name in KEYS:
        kms = company.at(region)
        root = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{LEGACY_ID}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
        policy = written({"Version": "2012-10-17", "Statement": [root]})
        made = kms(
            "kms",
            "CreateKey",
            Description=f"acme {name}",
            Policy=policy,
            Tags=[{"TagKey": k, "TagValue": v} for k, v in tags(f"key-{name}", "prod").items()],
        )["KeyMetadata"]
        company.keep(f"key:{name}", made["Arn"])
        if name != "old-2021":
            kms("kms", "CreateAlias", AliasName=f"alias/acme/{name}", TargetKeyId=made["KeyId"])
            kms("kms", "EnableKeyRotation", KeyId=made["KeyId"])


def _people(company: Company) -> None:
    iam = company.at(MAIN)
    for group in ("admins", "developers", "data", "billing"):
        iam("iam", "CreateGroup", GroupName=group)
    iam(
        "iam",
        "AttachGroupPolicy",
        GroupName="admins",
        PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess",
    )
    iam(
        "iam",
        "AttachGroupPolicy",
        GroupName="developers",
        PolicyArn="arn:aws:iam::aws:policy/PowerUserAccess",
    )
    for person, group in PEOPLE:
        iam("iam", "CreateUser", UserName=person, Tags=pairs(tags(person, "prod")))
        if group:
            iam("iam", "AddUserToGroup", UserName=person, GroupName=group)
        if person in {"jenkins", "terraform", "s3-uploader", "ses-smtp-user", "old-contractor"}:
            iam("iam", "CreateAccessKey", UserName=person)
    inline = allowing(["s3:PutObject"], ["arn:aws:s3:::acme-prod-uploads/*"])
    iam("iam", "PutUserPolicy", UserName="s3-uploader", PolicyName="upload", PolicyDocument=inline)


def _providers(company: Company) -> None:
    iam = company.at(MAIN)
    iam(
        "iam",
        "CreateOpenIDConnectProvider",
        Url=f"https://{GITHUB}",
        ClientIDList=["sts.amazonaws.com"],
        ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"],
    )
    iam("iam", "CreateSAMLProvider", Name="office-adfs", SAMLMetadataDocument=_metadata())


def _metadata() -> str:
    """Return a document of the length that IAM asks for."""
    entity = '<EntityDescriptor entityID="https://adfs.acme.example/adfs/services/trust">'
    return entity + "<!-- " + "x" * 1000 + " --></EntityDescriptor>"


def _roles(company: Company) -> None:
    for app in APPS:
        for env in ("prod", "stage", "dev")[: 1 + number(app, 3)] or ("prod",):
            _role(company, f"{app}-{env}", trusting("lambda", "ecs-tasks", "ec2"), env, app)
    for name, service in SERVICES:
        _role(company, name, trusting(service), "prod")
    _role(company, SUM_ROLE, trusting("lambda"), "sandbox")
    _deployers(company)
    _profiles(company)


def _role(company: Company, name: str, trust: str, env: str, app: str = "") -> None:
    iam = company.at(MAIN)
    made = iam(
        "iam",
        "CreateRole",
        RoleName=name,
        AssumeRolePolicyDocument=trust,
        Tags=pairs(tags(f"role-{name}", env, app)),
    )
    company.keep(f"role:{name}", made["Role"]["Arn"])
    if not app:
        return
    key = company["key:payments" if app in {"payments", "billing", "checkout"} else "key:shop"]
    own = allowing(["kms:Decrypt", "kms:GenerateDataKey"], [key])
    iam("iam", "PutRolePolicy", RoleName=name, PolicyName="encryption", PolicyDocument=own)
    if env == "prod":
        policy = _policy(company, app)
        iam("iam", "AttachRolePolicy", RoleName=name, PolicyArn=policy)


def _policy(company: Company, app: str) -> str:
    tables = company.arn("dynamodb", "*", f"table/{app}-*")
    queues = company.arn("sqs", "*", f"{app}-*")
    secrets = company.arn("secretsmanager", "*", f"secret:acme/prod/{app}*")
    document = allowing(
        [
            "dynamodb:*Item",
            "sqs:SendMessage",
            "sqs:ReceiveMessage",
            "secretsmanager:GetSecretValue",
        ],
        [tables, queues, secrets],
    )
    made = company.at(MAIN)(
        "iam", "CreatePolicy", PolicyName=f"{app}-runtime", PolicyDocument=document
    )
    return company.keep(f"policy:{app}", made["Policy"]["Arn"])


def _deployers(company: Company) -> None:
    """Make the roles of CI and of a partner, who come from outside the account."""
    provider = f"arn:aws:iam::{LEGACY_ID}:oidc-provider/{GITHUB}"
    allow = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringLike": {f"{GITHUB}:sub": "repo:acme-retail/*:*"}},
    }
    trust = written({"Version": "2012-10-17", "Statement": [allow]})
    for name in ("github-deploy-prod", "github-deploy-stage", "github-deploy-dev"):
        _role(company, name, trust, "ci")
    iam, power = company.at(MAIN), "arn:aws:iam::aws:policy/PowerUserAccess"
    for name in ("github-deploy-prod", "github-deploy-dev"):
        iam("iam", "AttachRolePolicy", RoleName=name, PolicyArn=power)
    partner = {"AWS": "arn:aws:iam::999988887777:root"}
    outside = {
        "Effect": "Allow",
        "Principal": partner,
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "acme-7431"}},
    }
    _role(
        company,
        "monitoring-vendor",
        written({"Version": "2012-10-17", "Statement": [outside]}),
        "prod",
    )


def _profiles(company: Company) -> None:
    iam = company.at(MAIN)
    for app, role in (
        ("web", "web-prod"),
        ("api", "api-prod"),
        ("search", "search-prod"),
        ("payments", "payments-prod"),
        ("login", "login-prod"),
        ("jenkins", "github-deploy-prod"),
        ("runner", "github-deploy-stage"),
        ("ecs", "ecs-instance"),
    ):
        name = f"{app}-instance"
        made = iam("iam", "CreateInstanceProfile", InstanceProfileName=name)
        iam("iam", "AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role)
        company.keep(f"profile:{app}", made["InstanceProfile"]["Arn"])
