"""Load balancers with their targets and listeners, and the certificates that they show."""

from __future__ import annotations

from migrate.simulator.scenarios.acme.company import (
    FRANKFURT,
    IRELAND,
    MAIN,
    OREGON,
    Company,
    ago,
)
from migrate.simulator.scenarios.acme.network import of
from migrate.simulator.scenarios.acme.tags import pairs, tags

CERTIFICATES = (
    (MAIN, "acme.example", ("*.acme.example",)),
    (MAIN, "acme-retail.example", ("www.acme-retail.example",)),
    (MAIN, "cdn.acme.example", ()),
    (MAIN, "*.stage.acme.example", ()),
    (IRELAND, "eu.acme.example", ("*.eu.acme.example",)),
    (FRANKFURT, "reports.acme.example", ()),
    (OREGON, "*.dev.acme.example", ()),
)
BALANCERS = (
    ("prod", "web", "application", "internet-facing", ("web", "api", "login")),
    ("prod", "internal", "application", "internal", ("orders", "catalog", "checkout", "notify")),
    ("prod", "payments", "network", "internal", ("payments",)),
    ("prod-eu", "web", "application", "internet-facing", ("web", "api")),
    ("stage", "web", "application", "internet-facing", ("web", "api", "orders")),
    ("tools", "ci", "application", "internet-facing", ("jenkins", "nexus")),
    ("data", "reports", "application", "internal", ("reports",)),
    ("dev", "web", "application", "internet-facing", ("web", "api")),
)
"""Network, name, type, scheme, applications behind it."""
CLASSIC = (("prod", "legacy-shop"), ("playground", "wiki"))


def build(company: Company) -> None:
    """Ask for certificates, then put load balancers before the applications."""
    for region, domain, more in CERTIFICATES:
        with ago(200):
            made = company.at(region)(
                "acm",
                "RequestCertificate",
                DomainName=domain,
                ValidationMethod="DNS",
                **({"SubjectAlternativeNames": list(more)} if more else {}),
                Tags=pairs(tags(domain, "prod") or {"Name": domain}),
            )
        company.keep(f"cert:{region}:{domain}", made["CertificateArn"])
    for network, name, kind, scheme, apps in BALANCERS:
        with ago(380):
            _balancer(company, network, name, kind, scheme, apps)
    for network, name in CLASSIC:
        with ago(1300):
            _classic(company, network, name)


def _balancer(  # noqa: PLR0917
    company: Company, network: str, name: str, kind: str, scheme: str, apps: tuple[str, ...]
) -> None:
    place, full = of(network), f"{network}-{name}"
    elb = company.at(place.region)
    side = "public" if scheme == "internet-facing" else "private"
    groups = {"SecurityGroups": [company[f"sg:{network}:lb"]]} if kind == "application" else {}
    made = elb(
        "elbv2",
        "CreateLoadBalancer",
        Name=full,
        Subnets=company.subnets(network, side),
        Scheme=scheme,
        Type=kind,
        **groups,
        Tags=pairs(tags(full, place.env)) or [{"Key": "Name", "Value": full}],
    )["LoadBalancers"][0]
    company.keep(f"lb:{full}", made["LoadBalancerArn"])
    company.keep(f"lb-dns:{full}", made["DNSName"])
    company.keep(f"lb-zone:{full}", made["CanonicalHostedZoneId"])
    protocol = "HTTPS" if kind == "application" else "TCP"
    targets = [_targets(company, network, app, protocol) for app in apps]
    secure = (
        {
            "Certificates": [{"CertificateArn": _certificate(company, place.region)}],
            "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        }
        if kind == "application"
        else {}
    )
    forward = [{"Type": "forward", "TargetGroupArn": targets[0]}]
    listener = elb(
        "elbv2",
        "CreateListener",
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol=protocol,
        Port=443,
        DefaultActions=forward,
        **secure,
    )["Listeners"][0]["ListenerArn"]
    for priority, (app, target) in enumerate(zip(apps[1:], targets[1:], strict=True), 10):
        elb(
            "elbv2",
            "CreateRule",
            ListenerArn=listener,
            Priority=priority,
            Conditions=[{"Field": "path-pattern", "Values": [f"/{app}/*"]}],
            Actions=[{"Type": "forward", "TargetGroupArn": target}],
        )
    if kind == "application" and scheme == "internet-facing":
        away = {
            "Type": "redirect",
            "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"},
        }
        elb(
            "elbv2",
            "CreateListener",
            LoadBalancerArn=made["LoadBalancerArn"],
            Protocol="HTTP",
            Port=80,
            DefaultActions=[away],
        )


def _targets(company: Company, network: str, app: str, protocol: str) -> str:
    place, name = of(network), f"{network}-{app}"
    elb = company.at(place.region)
    instances = company.all(f"instance:{network}:{app}:")
    made = elb(
        "elbv2",
        "CreateTargetGroup",
        Name=name,
        Protocol="HTTP" if protocol == "HTTPS" else protocol,
        Port=8080,
        VpcId=company[f"vpc:{network}"],
        TargetType="instance" if instances else "ip",
        Tags=pairs(tags(f"{name}-tg", place.env, app)) or [{"Key": "Name", "Value": name}],
    )["TargetGroups"][0]["TargetGroupArn"]
    if instances:
        elb(
            "elbv2",
            "RegisterTargets",
            TargetGroupArn=made,
            Targets=[{"Id": one} for one in instances],
        )
    return company.keep(f"target:{network}:{app}", made)


def _certificate(company: Company, region: str) -> str:
    return company.all(f"cert:{region}:")[0]


def _classic(company: Company, network: str, name: str) -> None:
    """Make a load balancer of the old kind, that nobody dares to touch."""
    place = of(network)
    elb = company.at(place.region)
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 8080}
    elb(
        "elb",
        "CreateLoadBalancer",
        LoadBalancerName=name,
        Listeners=[listener],
        Subnets=company.subnets(network, "public"),
        SecurityGroups=[company[f"sg:{network}:lb"]],
    )
    instances = company.all(f"instance:{network}:")[:1]
    elb(
        "elb",
        "RegisterInstancesWithLoadBalancer",
        LoadBalancerName=name,
        Instances=[{"InstanceId": one} for one in instances],
    )
