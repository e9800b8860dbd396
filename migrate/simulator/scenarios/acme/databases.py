"""What the applications remember: relational, key-value, caches, search, warehouse."""

from __future__ import annotations

from migrate.simulator.scenarios.acme.company import (
    FRANKFURT,
    IRELAND,
    MAIN,
    OREGON,
    Company,
    ago,
    number,
)
from migrate.simulator.scenarios.acme.network import of
from migrate.simulator.scenarios.acme.tags import pairs, tags

INSTANCES = (
    ("prod", "orders", "postgres", "db.r5.xlarge"),
    ("prod", "catalog", "postgres", "db.r5.large"),
    ("prod", "login", "mysql", "db.m5.large"),
    ("prod", "warehouse", "postgres", "db.m5.large"),
    ("prod-eu", "orders", "postgres", "db.r5.large"),
    ("prod-eu", "catalog", "postgres", "db.m5.large"),
    ("stage", "orders", "postgres", "db.t3.medium"),
    ("stage", "catalog", "postgres", "db.t3.medium"),
    ("tools", "sonar", "postgres", "db.t3.small"),
    ("data", "reports", "postgres", "db.r5.large"),
)
CLUSTERS = (("prod", "payments", "aurora-postgresql"), ("prod-eu", "payments", "aurora-postgresql"))
TABLES = (
    (
        MAIN,
        "prod",
        (
            "web-sessions api-idempotency orders-outbox checkout-carts payments-locks"
            " notify-preferences search-synonyms recommend-scores warehouse-stock login-attempts"
        ),
    ),
    (IRELAND, "prod", "web-sessions checkout-carts login-attempts orders-outbox"),
    (MAIN, "stage", "stage-web-sessions stage-checkout-carts stage-orders-outbox"),
    (MAIN, "ci", "terraform-locks"),
    (OREGON, "dev", "dev-web-sessions dev-carts dev-orders bruno-table"),
)
CACHES = (("prod", "sessions"), ("prod", "catalog"), ("prod-eu", "sessions"), ("stage", "sessions"))


def build(company: Company) -> None:
    """Make subnet groups, then what lives in them."""
    with ago(900):
        _groups(company)
    for network, name, engine, kind in INSTANCES:
        with ago(200 + number(f"{network}{name}", 700)):
            _instance(company, network, name, engine, kind)
    for network, name, engine in CLUSTERS:
        with ago(420):
            _cluster(company, network, name, engine)
    for region, env, names in TABLES:
        for name in names.split():
            with ago(90 + number(name, 600)):
                _table(company, region, env, name)
    for network, name in CACHES:
        with ago(350):
            _cache(company, network, name)
    with ago(610):
        _search(company)
        _warehouse(company)


def _groups(company: Company) -> None:
    for network in ("prod", "prod-eu", "stage", "tools", "data"):
        place = of(network)
        rds, subnets = company.at(place.region), company.subnets(network, "data")
        rds(
            "rds",
            "CreateDBSubnetGroup",
            DBSubnetGroupName=f"{network}-db",
            DBSubnetGroupDescription=network,
            SubnetIds=subnets,
            Tags=pairs(tags(f"{network}-db", place.env)),
        )
        rds(
            "rds",
            "CreateDBParameterGroup",
            DBParameterGroupName=f"{network}-postgres",
            DBParameterGroupFamily="postgres16",
            Description=network,
        )
    for network in ("prod", "prod-eu", "stage"):
        subnets = company.subnets(network, "data")
        company.at(of(network).region)(
            "elasticache",
            "CreateCacheSubnetGroup",
            CacheSubnetGroupName=f"{network}-cache",
            CacheSubnetGroupDescription=network,
            SubnetIds=subnets,
        )


def _instance(company: Company, network: str, name: str, engine: str, kind: str) -> None:
    place, full = of(network), f"{network}-{name}"
    rds = company.at(place.region)
    made = rds(
        "rds",
        "CreateDBInstance",
        DBInstanceIdentifier=full,
        DBInstanceClass=kind,
        Engine=engine,
        AllocatedStorage=(50, 100, 200, 500)[number(full, 4)],
        MasterUsername="acme",
        MasterUserPassword="correct-horse-battery",
        DBSubnetGroupName=f"{network}-db",
        VpcSecurityGroupIds=[company[f"sg:{network}:db"]],
        MultiAZ=place.env == "prod",
        StorageEncrypted=True,
        KmsKeyId=_key(company, place.region),
        Tags=pairs(tags(full, place.env, name)),
    )["DBInstance"]
    company.keep(f"db:{full}", made["DBInstanceArn"])
    if place.env in {"prod", "data"}:
        rds(
            "rds",
            "CreateDBSnapshot",
            DBSnapshotIdentifier=f"{full}-before-upgrade",
            DBInstanceIdentifier=full,
            Tags=pairs(tags(f"{full}-snap", place.env)),
        )


def _key(company: Company, region: str) -> str:
    name = {MAIN: "shop", IRELAND: "shop-eu", FRANKFURT: "data", OREGON: "dev"}[region]
    return company[f"key:{name}"]


def _cluster(company: Company, network: str, name: str, engine: str) -> None:
    place, full = of(network), f"{network}-{name}"
    rds = company.at(place.region)
    made = rds(
        "rds",
        "CreateDBCluster",
        DBClusterIdentifier=full,
        Engine=engine,
        MasterUsername="acme",
        MasterUserPassword="correct-horse-battery",
        DBSubnetGroupName=f"{network}-db",
        StorageEncrypted=True,
        KmsKeyId=_key(company, place.region),
        Tags=pairs(tags(full, place.env, name)),
    )["DBCluster"]
    company.keep(f"cluster-db:{full}", made["DBClusterArn"])
    for position in (1, 2):
        rds(
            "rds",
            "CreateDBInstance",
            DBInstanceIdentifier=f"{full}-{position}",
            DBInstanceClass="db.r5.large",
            Engine=engine,
            DBClusterIdentifier=full,
        )
    rds(
        "rds",
        "CreateDBClusterSnapshot",
        DBClusterSnapshotIdentifier=f"{full}-monthly",
        DBClusterIdentifier=full,
    )


def _table(company: Company, region: str, env: str, name: str) -> None:
    app = name.removeprefix("stage-").removeprefix("dev-").partition("-")[0]
    made = company.at(region)(
        "dynamodb",
        "CreateTable",
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        if "outbox" in name
        else {"StreamEnabled": False},
        Tags=pairs(tags(f"table-{name}", env, app)),
    )["TableDescription"]
    company.keep(f"table:{region}:{name}", made["TableArn"])
    if "LatestStreamArn" in made:
        company.keep(f"stream:{region}:{name}", made["LatestStreamArn"])


def _cache(company: Company, network: str, name: str) -> None:
    place, full = of(network), f"{network}-{name}"
    made = company.at(place.region)(
        "elasticache",
        "CreateReplicationGroup",
        ReplicationGroupId=full,
        ReplicationGroupDescription=f"{name} of {network}",
        Engine="redis",
        CacheNodeType="cache.r5.large" if place.env == "prod" else "cache.t3.small",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
        CacheSubnetGroupName=f"{network}-cache",
        SecurityGroupIds=[company[f"sg:{network}:cache"]],
        AtRestEncryptionEnabled=True,
        Tags=pairs(tags(f"cache-{full}", place.env)),
    )["ReplicationGroup"]
    company.keep(f"cache:{full}", made["ARN"])


def _search(company: Company) -> None:
    for network, name in (("prod", "product-search"), ("data", "log-search")):
        place = of(network)
        made = company.at(place.region)(
            "opensearch",
            "CreateDomain",
            DomainName=name,
            EngineVersion="OpenSearch_2.11",
            ClusterConfig={"InstanceType": "r6g.large.search", "InstanceCount": 2},
            EBSOptions={"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 200},
            VPCOptions={
                "SubnetIds": company.subnets(network, "private")[:2],
                "SecurityGroupIds": [company[f"sg:{network}:db"]],
            },
            TagList=pairs(tags(name, place.env, "search")),
        )
        company.keep(f"search:{name}", made["DomainStatus"]["ARN"])


def _warehouse(company: Company) -> None:
    place = of("data")
    redshift = company.at(place.region)
    subnets = company.subnets("data", "data")
    redshift(
        "redshift",
        "CreateClusterSubnetGroup",
        ClusterSubnetGroupName="data-dwh",
        Description="warehouse",
        SubnetIds=subnets,
    )
    redshift(
        "redshift",
        "CreateCluster",
        ClusterIdentifier="acme-dwh",
        NodeType="ra3.xlplus",
        NumberOfNodes=2,
        ClusterType="multi-node",
        MasterUsername="acme",
        MasterUserPassword="Correct-horse-1",
        ClusterSubnetGroupName="data-dwh",
        VpcSecurityGroupIds=[company["sg:data:db"]],
        IamRoles=[company["role:redshift-copy"]],
        Encrypted=True,
        KmsKeyId=company["key:data"],
        Tags=pairs(tags("acme-dwh", "data", "reports")),
    )
