"""Container clusters: services behind load balancers, task definitions, batch, Kubernetes."""

from __future__ import annotations

from typing import Any

from migrate.simulator.scenarios.acme.company import (
    IRELAND,
    MAIN,
    OREGON,
    Company,
    ago,
)
from migrate.simulator.scenarios.acme.network import of
from migrate.simulator.scenarios.acme.tags import lower, tags

CLUSTERS = (
    ("prod", "shop", "orders catalog checkout notify payments warehouse recommend billing"),
    ("prod-eu", "shop-eu", "orders catalog checkout notify payments"),
    ("stage", "shop-stage", "orders catalog checkout notify"),
    ("dev", "shop-dev", "orders catalog"),
)
LOGS = {"prod": MAIN, "prod-eu": IRELAND, "stage": MAIN, "dev": OREGON}


def build(company: Company) -> None:
    """Make the clusters with their services."""
    for network, name, apps in CLUSTERS:
        with ago(540):
            _cluster(company, network, name)
            for app in apps.split():
                _service(company, network, name, app)
    with ago(190):
        _kubernetes(company)
        _batch(company)
        _names(company)


def _cluster(company: Company, network: str, name: str) -> None:
    place = of(network)
    made = company.at(place.region)(
        "ecs", "CreateCluster", clusterName=name, tags=lower(tags(f"cluster-{name}", place.env))
    )
    company.keep(f"cluster:{name}", made["cluster"]["clusterArn"])


def _service(company: Company, network: str, cluster: str, app: str) -> None:
    place = of(network)
    ecs, family = company.at(place.region), f"{cluster}-{app}"
    definition = ecs(
        "ecs",
        "RegisterTaskDefinition",
        family=family,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="512",
        memory="1024",
        taskRoleArn=company.known.get(f"role:{app}-{place.env}", company[f"role:{app}-prod"]),
        executionRoleArn=company["role:ecs-instance"],
        containerDefinitions=[_container(company, place.region, place.env, app)],
        tags=lower(tags(f"task-{family}", place.env, app)),
    )["taskDefinition"]["taskDefinitionArn"]
    target = company.known.get(f"target:{network}:{app}")
    ecs(
        "ecs",
        "CreateService",
        cluster=cluster,
        serviceName=app,
        taskDefinition=definition,
        desiredCount=2 if place.env == "prod" else 1,
        launchType="FARGATE",
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": company.subnets(network, "private"),
                "securityGroups": [
                    company.known.get(f"sg:{network}:{app}") or company[f"sg:{network}:web"]
                ],
            }
        },
        tags=lower(tags(f"service-{family}", place.env, app)),
        **(
            {
                "loadBalancers": [
                    {"targetGroupArn": target, "containerName": app, "containerPort": 8080}
                ]
            }
            if target
            else {}
        ),
    )


def _container(company: Company, region: str, env: str, app: str) -> dict[str, Any]:
    image = company.known.get(f"repository:{region}:{app}", company[f"repository:{MAIN}:{app}"])
    secret = company.arn("secretsmanager", region, f"secret:acme/{env}/{app}")
    return {
        "name": app,
        "image": f"{image}:v1.42",
        "portMappings": [{"containerPort": 8080}],
        "environment": [
            {"name": "STAGE", "value": env},
            {"name": "JAVA_OPTS", "value": "-Xmx768m"},
        ],
        "secrets": [{"name": "DB_PASSWORD", "valueFrom": secret}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": f"/ecs/{app}",
                "awslogs-region": region,
                "awslogs-stream-prefix": env,
            },
        },
    }


def _kubernetes(company: Company) -> None:
    """Make the cluster with which somebody tries Kubernetes out."""
    eks = company.at(MAIN)
    subnets = company.subnets("stage", "private")
    eks(
        "eks",
        "CreateCluster",
        name="ml-platform",
        version="1.29",
        roleArn=company["role:eks-cluster"],
        resourcesVpcConfig={"subnetIds": subnets},
        tags=tags("eks-ml", "stage", "recommend"),
    )
    eks(
        "eks",
        "CreateNodegroup",
        clusterName="ml-platform",
        nodegroupName="general",
        subnets=subnets,
        nodeRole=company["role:eks-node"],
        instanceTypes=["m5.large"],
        scalingConfig={"minSize": 1, "maxSize": 4, "desiredSize": 2},
    )


def _batch(company: Company) -> None:
    batch = company.at(MAIN)
    subnets, group = company.subnets("prod", "private"), company["sg:prod:warehouse"]
    resources = {"type": "FARGATE", "maxvCpus": 32, "subnets": subnets, "securityGroupIds": [group]}
    made = batch(
        "batch",
        "CreateComputeEnvironment",
        computeEnvironmentName="nightly",
        type="MANAGED",
        state="ENABLED",
        computeResources=resources,
        serviceRole=company["role:batch-service"],
    )
    order = [{"order": 1, "computeEnvironment": made["computeEnvironmentArn"]}]
    batch(
        "batch",
        "CreateJobQueue",
        jobQueueName="nightly",
        state="ENABLED",
        priority=10,
        computeEnvironmentOrder=order,
    )
    for name in ("invoices", "feeds", "reindex"):
        batch(
            "batch",
            "RegisterJobDefinition",
            jobDefinitionName=f"nightly-{name}",
            type="container",
            containerProperties={
                "image": company[f"repository:{MAIN}:billing"],
                "vcpus": 1,
                "memory": 2048,
            },
        )


def _names(company: Company) -> None:
    """Let services find each other by name."""
    for network, name in (("prod", "acme.internal"), ("prod-eu", "acme-eu.internal")):
        place = of(network)
        discovery = company.at(place.region)
        discovery(
            "servicediscovery",
            "CreatePrivateDnsNamespace",
            Name=name,
            Vpc=company[f"vpc:{network}"],
        )
        found = discovery("servicediscovery", "ListNamespaces")["Namespaces"][-1]["Id"]
        for app in ("orders", "catalog", "payments"):
            records = {"DnsRecords": [{"Type": "A", "TTL": 15}]}
            discovery(
                "servicediscovery", "CreateService", Name=app, NamespaceId=found, DnsConfig=records
            )
