"""The networks: VPCs, subnets, routes, gateways, security groups that let each other in."""

from __future__ import annotations

from typing import Any

from migrate.simulator.scenarios.acme.company import (
    APPS,
    DEV,
    NETWORKS,
    Company,
    Network,
    ago,
)
from migrate.simulator.scenarios.acme.tags import marked, tags

KINDS = ("public", "private", "data")
PEERINGS = (("tools", "prod"), ("tools", "stage"), ("prod", "prod-eu"), ("tools", "dev"))
GATEWAYS = ("s3", "dynamodb")
INTERFACES = ("ecr.api", "ecr.dkr", "secretsmanager", "logs", "ssm")
WITH_INTERFACES = ("prod", "prod-eu")
PORTS = {"web": 443, "api": 8080, "checkout": 8080, "payments": 8443, "search": 9200}


def build(company: Company) -> None:
    """Make every network, then what joins them."""
    for network in NETWORKS:
        with ago(1150 - network.second * 90):
            _network(company, network)
            _groups(company, network)
            _endpoints(company, network)
    for left, right in PEERINGS:
        _peer(company, left, right)


def of(name: str) -> Network:
    """Return a network by its name."""
    return next(network for network in NETWORKS if network.name == name)


def _network(company: Company, network: Network) -> None:
    ec2, name = company.at(network.region), network.name
    mark = tags(f"{name}-vpc", network.env)
    vpc = ec2("ec2", "CreateVpc", CidrBlock=network.cidr, TagSpecifications=marked("vpc", mark))
    vpc_id = company.keep(f"vpc:{name}", vpc["Vpc"]["VpcId"])
    ec2("ec2", "ModifyVpcAttribute", VpcId=vpc_id, EnableDnsHostnames={"Value": True})
    gateway = ec2(
        "ec2",
        "CreateInternetGateway",
        TagSpecifications=marked("internet-gateway", tags(f"{name}-igw", network.env)),
    )
    igw = company.keep(f"igw:{name}", gateway["InternetGateway"]["InternetGatewayId"])
    ec2("ec2", "AttachInternetGateway", VpcId=vpc_id, InternetGatewayId=igw)
    for number, kind in enumerate(KINDS):
        if kind != "data" or network.env not in {"sandbox", DEV}:
            _subnets(company, network, kind, number)
    _nats(company, network)
    _acl(company, network)


def _subnets(company: Company, network: Network, kind: str, number: int) -> None:
    ec2, name = company.at(network.region), network.name
    for position, zone in enumerate(network.zones):
        label = f"{name}-{kind}-{zone}"
        made = ec2(
            "ec2",
            "CreateSubnet",
            VpcId=company[f"vpc:{name}"],
            CidrBlock=f"10.{network.second}.{number * 64 + position * 16}.0/20",
            AvailabilityZone=f"{network.region}{zone}",
            TagSpecifications=marked("subnet", tags(label, network.env)),
        )
        company.keep(f"subnet:{name}:{kind}:{zone}", made["Subnet"]["SubnetId"])


def _nats(company: Company, network: Network) -> None:
    """Make route tables; a NAT gateway per zone in prod, one elsewhere, none to play."""
    ec2, name = company.at(network.region), network.name
    public = _table(company, network, "public")
    ec2(
        "ec2",
        "CreateRoute",
        RouteTableId=public,
        DestinationCidrBlock="0.0.0.0/0",
        GatewayId=company[f"igw:{name}"],
    )
    for subnet in company.subnets(name, "public"):
        ec2("ec2", "AssociateRouteTable", RouteTableId=public, SubnetId=subnet)
    zones = network.zones if network.env == "prod" else network.zones[:1]
    if network.env == "sandbox":
        return
    for zone in zones:
        address = ec2(
            "ec2",
            "AllocateAddress",
            Domain="vpc",
            TagSpecifications=marked("elastic-ip", tags(f"{name}-nat-{zone}", network.env)),
        )
        nat = ec2(
            "ec2",
            "CreateNatGateway",
            SubnetId=company[f"subnet:{name}:public:{zone}"],
            AllocationId=address["AllocationId"],
            TagSpecifications=marked("natgateway", tags(f"{name}-nat-{zone}", network.env)),
        )["NatGateway"]["NatGatewayId"]
        table = _table(company, network, f"private-{zone}")
        company.keep(f"nat:{name}:{zone}", nat)
        ec2(
            "ec2",
            "CreateRoute",
            RouteTableId=table,
            DestinationCidrBlock="0.0.0.0/0",
            NatGatewayId=nat,
        )
        ec2(
            "ec2",
            "AssociateRouteTable",
            RouteTableId=table,
            SubnetId=company[f"subnet:{name}:private:{zone}"],
        )


def _table(company: Company, network: Network, label: str) -> str:
    full = f"{network.name}-{label}"
    made = company.at(network.region)(
        "ec2",
        "CreateRouteTable",
        VpcId=company[f"vpc:{network.name}"],
        TagSpecifications=marked("route-table", tags(full, network.env)),
    )
    return company.keep(f"table:{network.name}:{label}", made["RouteTable"]["RouteTableId"])


def _acl(company: Company, network: Network) -> None:
    """Fence the data subnets off, where there are some."""
    if not company.subnets(network.name, "data"):
        return
    ec2 = company.at(network.region)
    made = ec2(
        "ec2",
        "CreateNetworkAcl",
        VpcId=company[f"vpc:{network.name}"],
        TagSpecifications=marked("network-acl", tags(f"{network.name}-data-acl", network.env)),
    )
    acl = made["NetworkAcl"]["NetworkAclId"]
    for egress in (True, False):
        ec2(
            "ec2",
            "CreateNetworkAclEntry",
            NetworkAclId=acl,
            RuleNumber=100,
            Protocol="-1",
            RuleAction="allow",
            Egress=egress,
            CidrBlock="10.0.0.0/8",
        )


def _groups(company: Company, network: Network) -> None:
    """Make security groups in which each tier lets in the one before it."""
    edge = _group(company, network, "lb", "Load balancers, open to the world")
    bastion = _group(company, network, "bastion", "SSH from the office")
    db = _group(company, network, "db", "Databases")
    cache = _group(company, network, "cache", "Caches")
    apps = {
        app: _group(company, network, app, f"Tasks and instances of {app}", app)
        for app in (APPS if network.env in {"prod", "stage"} else APPS[:4])
    }
    _let_in(company, network, edge, [{"IpRanges": [{"CidrIp": "0.0.0.0/0"}], **_port(443)}])
    office = {"CidrIp": "203.0.113.0/24", "Description": "office"}
    _let_in(company, network, bastion, [{"IpRanges": [office], **_port(22)}])
    for app, mine in apps.items():
        _let_in(company, network, mine, [_from([edge], PORTS.get(app, 8080))])
    _let_in(company, network, db, [_from([bastion, *apps.values()], 5432)])
    _let_in(company, network, cache, [_from([*apps.values()], 6379)])


def _group(company: Company, network: Network, label: str, text: str, app: str = "") -> str:
    full = f"{network.name}-{label}"
    made = company.at(network.region)(
        "ec2",
        "CreateSecurityGroup",
        GroupName=full,
        Description=text,
        VpcId=company[f"vpc:{network.name}"],
        TagSpecifications=marked("security-group", tags(full, network.env, app)),
    )
    return company.keep(f"sg:{network.name}:{label}", made["GroupId"])


def _port(port: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}


def _from(groups: list[str], port: int) -> dict[str, Any]:
    return {"UserIdGroupPairs": [{"GroupId": group} for group in groups], **_port(port)}


def _let_in(company: Company, network: Network, target: str, rules: list[dict[str, Any]]) -> None:
    ec2 = company.at(network.region)
    ec2("ec2", "AuthorizeSecurityGroupIngress", GroupId=target, IpPermissions=rules)


def _endpoints(company: Company, network: Network) -> None:
    ec2, name, vpc = company.at(network.region), network.name, company[f"vpc:{network.name}"]
    for service in GATEWAYS if network.env != "sandbox" else ():
        ec2(
            "ec2",
            "CreateVpcEndpoint",
            VpcId=vpc,
            ServiceName=f"com.amazonaws.{network.region}.{service}",
            VpcEndpointType="Gateway",
            RouteTableIds=company.all(f"table:{name}:"),
            TagSpecifications=marked("vpc-endpoint", tags(f"{name}-{service}", network.env)),
        )
    for service in INTERFACES if name in WITH_INTERFACES else ():
        ec2(
            "ec2",
            "CreateVpcEndpoint",
            VpcId=vpc,
            ServiceName=f"com.amazonaws.{network.region}.{service}",
            VpcEndpointType="Interface",
            SubnetIds=company.subnets(name, "private"),
            SecurityGroupIds=[company[f"sg:{name}:lb"]],
            TagSpecifications=marked("vpc-endpoint", tags(f"{name}-{service}", network.env)),
        )


def _peer(company: Company, left: str, right: str) -> None:
    near, far = of(left), of(right)
    ec2 = company.at(near.region)
    made = ec2(
        "ec2",
        "CreateVpcPeeringConnection",
        VpcId=company[f"vpc:{left}"],
        PeerVpcId=company[f"vpc:{right}"],
        PeerRegion=far.region,
        TagSpecifications=marked("vpc-peering-connection", tags(f"{left}-{right}", near.env)),
    )
    peering = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    company.at(far.region)("ec2", "AcceptVpcPeeringConnection", VpcPeeringConnectionId=peering)
    ec2(
        "ec2",
        "CreateRoute",
        RouteTableId=company.all(f"table:{left}:private")[0],
        DestinationCidrBlock=far.cidr,
        VpcPeeringConnectionId=peering,
    )
