"""What the world sees: zones with their records, distributions, firewalls, log-in."""

from __future__ import annotations

from typing import Any

from migrate.simulator.scenarios.acme.company import (
    APPS,
    IRELAND,
    MAIN,
    OREGON,
    Company,
    ago,
    allowing,
)
from migrate.simulator.scenarios.acme.tags import pairs, tags

ZONES = (
    ("acme.example", ""),
    ("acme-retail.example", ""),
    ("stage.acme.example", ""),
    ("dev.acme.example", ""),
    ("old-brand.example", ""),
    ("prod.acme.local", "prod"),
    ("data.acme.local", "data"),
)
"""Name, and the network of a private zone."""
MAIL = "10 inbound-smtp.us-east-1.amazonaws.com"
DISTRIBUTIONS = ("static-site", "product-images", "assets")
POOLS = ((MAIN, "customers"), (IRELAND, "customers-eu"), (MAIN, "staff"), (OREGON, "dev-customers"))
IDENTITIES = ("acme.example", "news.acme.example", "noreply@acme.example", "bruno@acme.example")


def build(company: Company) -> None:
    """Make zones after the load balancers that their aliases lead to."""
    with ago(1200):
        for name, network in ZONES:
            _zone(company, name, network)
    with ago(640):
        for name in DISTRIBUTIONS:
            _distribution(company, name)
        _firewalls(company)
    for region, name in POOLS:
        with ago(560):
            _pool(company, region, name)
    with ago(980):
        for identity in IDENTITIES:
            kind = "VerifyEmailIdentity" if "@" in identity else "VerifyDomainIdentity"
            key = "EmailAddress" if "@" in identity else "Domain"
            company.at(MAIN)("ses", kind, **{key: identity})


def _zone(company: Company, name: str, network: str) -> None:
    dns = company.at(MAIN)
    private: dict[str, Any] = {"HostedZoneConfig": {"PrivateZone": bool(network), "Comment": name}}
    if network:
        region = {"prod": MAIN, "data": "eu-central-1"}[network]
        private["VPC"] = {"VPCRegion": region, "VPCId": company[f"vpc:{network}"]}
    made = dns("route53", "CreateHostedZone", Name=name, CallerReference=name, **private)
    zone = company.keep(f"zone:{name}", made["HostedZone"]["Id"].rpartition("/")[2])
    mark = tags(f"zone-{name}", "prod")
    if mark:
        dns(
            "route53",
            "ChangeTagsForResource",
            ResourceType="hostedzone",
            ResourceId=zone,
            AddTags=pairs(mark),
        )
    changes = [{"Action": "CREATE", "ResourceRecordSet": one} for one in _records(company, name)]
    dns("route53", "ChangeResourceRecordSets", HostedZoneId=zone, ChangeBatch={"Changes": changes})


def _records(company: Company, zone: str) -> list[dict[str, Any]]:
    if zone == "acme.example":
        shop = [_alias(company, zone, "prod-web"), _alias(company, f"eu.{zone}", "prod-eu-web")]
        apps = [_alias(company, f"{app}.{zone}", "prod-web") for app in APPS[:6]]
        mail = [
            _plain(zone, "MX", MAIL),
            _plain(zone, "TXT", '"v=spf1 include:amazonses.com -all"'),
        ]
        keys = [
            _plain(f"k{n}._domainkey.{zone}", "CNAME", f"k{n}.dkim.amazonses.com") for n in range(3)
        ]
        vpn = [_plain(f"vpn.{zone}", "A", company["address:tools:vpn"])]
        return [
            *shop,
            *apps,
            *mail,
            *keys,
            *vpn,
            _plain(f"status.{zone}", "CNAME", "acme.statuspage.example"),
        ]
    if zone == "acme-retail.example":
        return [
            _alias(company, zone, "prod-web"),
            _alias(company, f"www.{zone}", "prod-web"),
            _plain(zone, "MX", MAIL),
        ]
    if zone.startswith(("stage.", "dev.")):
        env = zone.partition(".")[0]
        return [_alias(company, f"{app}.{zone}", f"{env}-web") for app in ("www", "api", "login")]
    if zone == "old-brand.example":
        return [_plain(f"www.{zone}", "CNAME", "acme.example"), _plain(zone, "TXT", '"parked"')]
    network = zone.partition(".")[0]
    inside = [_plain(f"{app}.{zone}", "A", f"10.0.64.{10 + n}") for n, app in enumerate(APPS)]
    return inside if network == "prod" else [_plain(f"dwh.{zone}", "CNAME", "acme-dwh.example")]


def _alias(company: Company, name: str, balancer: str) -> dict[str, Any]:
    target = {
        "HostedZoneId": company[f"lb-zone:{balancer}"],
        "DNSName": f"dualstack.{company[f'lb-dns:{balancer}']}",
        "EvaluateTargetHealth": True,
    }
    return {"Name": name, "Type": "A", "AliasTarget": target}


def _plain(name: str, kind: str, value: str) -> dict[str, Any]:
    return {"Name": name, "Type": kind, "TTL": 300, "ResourceRecords": [{"Value": value}]}


def _distribution(company: Company, name: str) -> None:
    bucket = company[f"bucket:prod:{name}"]
    front = company.at(MAIN)
    origin = {
        "Id": "s3",
        "DomainName": f"{bucket}.s3.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    behavior = {
        "TargetOriginId": "s3",
        "ViewerProtocolPolicy": "redirect-to-https",
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
        "TrustedSigners": {"Enabled": False, "Quantity": 0},
        "MinTTL": 0,
    }
    alias = f"{name}.acme.example"
    config = {
        "CallerReference": name,
        "Aliases": {"Quantity": 1, "Items": [alias]},
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behavior,
        "Comment": f"{name} of the shop",
        "Enabled": True,
        "ViewerCertificate": {
            "ACMCertificateArn": company[f"cert:{MAIN}:cdn.acme.example"],
            "SSLSupportMethod": "sni-only",
        },
    }
    mark = {"Items": pairs(tags(f"cdn-{name}", "prod", "web"))}
    made = front(
        "cloudfront",
        "CreateDistributionWithTags",
        DistributionConfigWithTags={"DistributionConfig": config, "Tags": mark},
    )
    company.keep(f"cdn:{name}", made["Distribution"]["DomainName"])


def _firewalls(company: Company) -> None:
    for region, name, scope in (
        (MAIN, "shop-cdn", "CLOUDFRONT"),
        (MAIN, "shop-regional", "REGIONAL"),
        (IRELAND, "shop-eu", "REGIONAL"),
    ):
        waf = company.at(region)
        made = waf(
            "wafv2",
            "CreateIPSet",
            Name=f"{name}-blocked",
            Scope=scope,
            IPAddressVersion="IPV4",
            Addresses=["198.51.100.0/24"],
        )
        blocked = {"IPSetReferenceStatement": {"ARN": made["Summary"]["ARN"]}}
        seen = {
            "SampledRequestsEnabled": True,
            "CloudWatchMetricsEnabled": True,
            "MetricName": name,
        }
        rule = {
            "Name": "blocked",
            "Priority": 0,
            "Statement": blocked,
            "Action": {"Block": {}},
            "VisibilityConfig": seen,
        }
        wall = waf(
            "wafv2",
            "CreateWebACL",
            Name=name,
            Scope=scope,
            DefaultAction={"Allow": {}},
            Rules=[rule],
            VisibilityConfig=seen,
            Tags=pairs(tags(f"waf-{name}", "prod") or {"Name": name}),
        )
        company.keep(f"wall:{name}", wall["Summary"]["ARN"])
    waf, balancer = company.at(MAIN), company["lb:prod-web"]
    waf("wafv2", "AssociateWebACL", WebACLArn=company["wall:shop-regional"], ResourceArn=balancer)


def _pool(company: Company, region: str, name: str) -> None:
    cognito = company.at(region)
    made = cognito(
        "cognito-idp",
        "CreateUserPool",
        PoolName=name,
        UserPoolTags=tags(f"pool-{name}", "prod", "login"),
    )
    pool = company.keep(f"pool:{region}:{name}", made["UserPool"]["Id"])
    client = cognito("cognito-idp", "CreateUserPoolClient", UserPoolId=pool, ClientName="web")[
        "UserPoolClient"
    ]["ClientId"]
    if name == "customers":
        provider = {
            "ProviderName": f"cognito-idp.{region}.amazonaws.com/{pool}",
            "ClientId": client,
        }
        cognito(
            "cognito-identity",
            "CreateIdentityPool",
            IdentityPoolName="shop",
            AllowUnauthenticatedIdentities=True,
            CognitoIdentityProviders=[provider],
        )
        company.at(MAIN)(
            "iam",
            "PutRolePolicy",
            RoleName="login-prod",
            PolicyName="users",
            PolicyDocument=allowing(["cognito-idp:Admin*"], [made["UserPool"]["Arn"]]),
        )
