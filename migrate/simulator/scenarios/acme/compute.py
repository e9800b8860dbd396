"""Machines: images, instances with their volumes and snapshots, templates and groups of them."""

from __future__ import annotations

import base64
from typing import Any

from migrate.simulator.scenarios.acme.company import (
    APPS,
    FRANKFURT,
    IRELAND,
    MAIN,
    OREGON,
    Company,
    ago,
    number,
)
from migrate.simulator.scenarios.acme.network import of
from migrate.simulator.scenarios.acme.tags import marked, pairs, tags

FLEET = (
    ("prod", "web", 8, "m5.2xlarge"),
    ("prod", "api", 8, "m5.xlarge"),
    ("prod", "search", 4, "r5.xlarge"),
    ("prod", "payments", 3, "m5.large"),
    ("prod", "login", 2, "t3.medium"),
    ("prod", "bastion", 1, "t3.micro"),
    ("prod-eu", "web", 4, "m5.large"),
    ("prod-eu", "api", 4, "m5.large"),
    ("prod-eu", "bastion", 1, "t3.micro"),
    ("stage", "web", 2, "t3.large"),
    ("stage", "api", 2, "t3.large"),
    ("stage", "search", 1, "r5.large"),
    ("tools", "jenkins", 1, "m5.xlarge"),
    ("tools", "runner", 5, "c5.2xlarge"),
    ("tools", "nexus", 1, "m5.large"),
    ("tools", "vpn", 1, "t3.small"),
    ("data", "reports", 2, "r5.2xlarge"),
    ("data", "logs", 2, "c5.4xlarge"),
    ("dev", "web", 2, "t3.medium"),
    ("dev", "api", 2, "t3.large"),
    ("dev", "sandbox-mk", 1, "t3.xlarge"),
    ("playground", "gpu", 1, "g4dn.xlarge"),
    ("playground", "old-wiki", 1, "t2.medium"),
)
"""Network, name, how many, type."""
STOPPED = frozenset({"old-wiki", "sandbox-mk"})
IMAGES = (
    (MAIN, ("base-2023-04", "base-2024-02", "base-2025-06", "web-golden", "api-golden", "jenkins")),
    (IRELAND, ("base-2025-06", "web-golden")),
    (OREGON, ("base-2024-02", "experiment-gpu")),
)
BASE = "ami-12c6146b"
"""An image of moto's list, in every region."""
USER_DATA = """#!/bin/bash
yum install -y amazon-cloudwatch-agent
export DB_PASSWORD='correct-horse-battery'
/opt/acme/start {app}
"""
GROUPS = (
    ("prod", "web"),
    ("prod", "api"),
    ("prod-eu", "web"),
    ("stage", "web"),
    ("tools", "runner"),
)


def build(company: Company) -> None:
    """Make the fleet, then what people took from it and left lying about."""
    for network, app, count, kind in FLEET:
        with ago(60 + number(f"{network}{app}", 700)):
            _instances(company, network, app, count, kind)
    _images(company)
    _templates(company)
    _volumes(company)
    _addresses(company)


def _instances(company: Company, network: str, app: str, count: int, kind: str) -> None:
    place = of(network)
    ec2 = company.at(place.region)
    subnets = company.subnets(network, "public" if app in {"bastion", "vpn"} else "private")
    groups = company.known.get(f"sg:{network}:{app}") or company[f"sg:{network}:bastion"]
    for position in range(count):
        name = f"{network}-{app}-{position + 1:02d}"
        mark = tags(name, place.env, app)
        made = ec2(
            "ec2",
            "RunInstances",
            ImageId=BASE,
            MinCount=1,
            MaxCount=1,
            InstanceType=kind,
            KeyName=f"{network}-admin",
            SubnetId=subnets[position % len(subnets)],
            SecurityGroupIds=[groups],
            UserData=base64.b64encode(USER_DATA.format(app=app).encode()).decode(),
            BlockDeviceMappings=[
                {"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 30, "VolumeType": "gp3"}}
            ],
            TagSpecifications=marked("instance", mark) + marked("volume", mark),
            **_profile(company, app),
        )
        company.keep(f"instance:{network}:{app}:{position}", made["Instances"][0]["InstanceId"])
    if app in STOPPED:
        ec2("ec2", "StopInstances", InstanceIds=company.all(f"instance:{network}:{app}:"))


def _profile(company: Company, app: str) -> dict[str, Any]:
    found = company.known.get(f"profile:{app}")
    return {"IamInstanceProfile": {"Arn": found}} if found else {}


def _images(company: Company) -> None:
    """Make images of instances; a month of backups of some volumes; copies nobody wants."""
    for region, names in IMAGES:
        ec2, network = company.at(region), {MAIN: "prod", IRELAND: "prod-eu", OREGON: "dev"}[region]
        source = company.all(f"instance:{network}:")[0]
        for name in names:
            with ago(40 + number(name, 500)):
                made = ec2(
                    "ec2",
                    "CreateImage",
                    InstanceId=source,
                    Name=f"acme-{name}",
                    TagSpecifications=marked("image", tags(f"ami-{name}", "ci")),
                )
            company.keep(f"image:{region}:{name}", made["ImageId"])


def _templates(company: Company) -> None:
    for network, app in GROUPS:
        place, name = of(network), f"{network}-{app}"
        ec2 = company.at(place.region)
        image = company.all(f"image:{place.region}:")[-1] if place.region != FRANKFURT else BASE
        data = {
            "ImageId": image,
            "InstanceType": "m5.large",
            "SecurityGroupIds": [
                company.known.get(f"sg:{network}:{app}") or company[f"sg:{network}:web"]
            ],
            **_profile(company, app),
        }
        made = ec2(
            "ec2",
            "CreateLaunchTemplate",
            LaunchTemplateName=name,
            LaunchTemplateData=data,
            TagSpecifications=marked("launch-template", tags(f"{name}-lt", place.env, app)),
        )
        template = company.keep(f"template:{name}", made["LaunchTemplate"]["LaunchTemplateId"])
        ec2(
            "autoscaling",
            "CreateAutoScalingGroup",
            AutoScalingGroupName=name,
            LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
            MinSize=0,
            MaxSize=12,
            DesiredCapacity=0,
            VPCZoneIdentifier=",".join(company.subnets(network, "private")),
            Tags=[{**tag, "PropagateAtLaunch": True} for tag in pairs(tags(name, place.env, app))],
        )


def _volumes(company: Company) -> None:
    """Make data volumes, snapshots of them, and volumes that their instances left behind."""
    for position in range(26):
        network = ("prod", "prod", "prod-eu", "stage", "tools", "data", "dev")[position % 7]
        place = of(network)
        ec2, label = company.at(place.region), ("orphan" if position % 5 == 4 else "data")
        name = f"{network}-{label}-{position:02d}"
        app = APPS[position % len(APPS)]
        with ago(30 + number(name, 800)):
            volume = ec2(
                "ec2",
                "CreateVolume",
                AvailabilityZone=f"{place.region}{place.zones[position % len(place.zones)]}",
                Size=(50, 100, 200, 500)[position % 4],
                VolumeType=("gp2", "gp3", "io1")[position % 3],
                **({"Iops": 1000} if position % 3 == 2 else {}),
                Encrypted=position % 2 == 0,
                TagSpecifications=marked("volume", tags(name, place.env, app)),
            )["VolumeId"]
        if label == "data":
            _attach(company, network, volume, position)
        for week in range(1 + position % 3):
            with ago(7 * week + 1):
                ec2(
                    "ec2",
                    "CreateSnapshot",
                    VolumeId=volume,
                    Description=f"{name} week {week}",
                    TagSpecifications=marked("snapshot", tags(f"{name}-{week}", place.env, app)),
                )


def _attach(company: Company, network: str, volume: str, position: int) -> None:
    instances = company.all(f"instance:{network}:")
    device = f"/dev/sd{chr(ord('f') + position // 7)}"
    company.at(of(network).region)(
        "ec2",
        "AttachVolume",
        VolumeId=volume,
        InstanceId=instances[position % len(instances)],
        Device=device,
    )


def _addresses(company: Company) -> None:
    """Give the bastions fixed addresses; keep two that nothing uses."""
    for network, app in (("prod", "bastion"), ("prod-eu", "bastion"), ("tools", "vpn")):
        place = of(network)
        ec2 = company.at(place.region)
        made = ec2(
            "ec2",
            "AllocateAddress",
            Domain="vpc",
            TagSpecifications=marked("elastic-ip", tags(f"{network}-{app}-ip", place.env)),
        )
        ec2(
            "ec2",
            "AssociateAddress",
            AllocationId=made["AllocationId"],
            InstanceId=company[f"instance:{network}:{app}:0"],
        )
        company.keep(f"address:{network}:{app}", made["PublicIp"])
    for region in (MAIN, OREGON):
        company.at(region)("ec2", "AllocateAddress", Domain="vpc")
