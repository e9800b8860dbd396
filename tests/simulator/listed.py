"""What an account holds, counted through boto3 alone, by CloudFormation type."""

from __future__ import annotations

from collections import Counter
from typing import Any

import jmespath

from tests.simulators import Simulator

REGIONS = ("us-east-1", "eu-west-1", "eu-central-1", "us-west-2")
HOME = REGIONS[:1]

LISTINGS: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("AWS::EC2::Instance", "ec2", "describe_instances", "Reservations[].Instances[]", {}),
    ("AWS::EC2::Volume", "ec2", "describe_volumes", "Volumes", {}),
    ("AWS::EC2::Snapshot", "ec2", "describe_snapshots", "Snapshots", {"OwnerIds": ["self"]}),
    ("AWS::EC2::Image", "ec2", "describe_images", "Images", {"Owners": ["self"]}),
    ("AWS::EC2::EIP", "ec2", "describe_addresses", "Addresses", {}),
    ("AWS::EC2::VPC", "ec2", "describe_vpcs", "Vpcs", {}),
    ("AWS::EC2::Subnet", "ec2", "describe_subnets", "Subnets", {}),
    ("AWS::EC2::RouteTable", "ec2", "describe_route_tables", "RouteTables", {}),
    ("AWS::EC2::InternetGateway", "ec2", "describe_internet_gateways", "InternetGateways", {}),
    ("AWS::EC2::NatGateway", "ec2", "describe_nat_gateways", "NatGateways", {}),
    ("AWS::EC2::SecurityGroup", "ec2", "describe_security_groups", "SecurityGroups", {}),
    ("AWS::EC2::NetworkAcl", "ec2", "describe_network_acls", "NetworkAcls", {}),
    ("AWS::EC2::VPCEndpoint", "ec2", "describe_vpc_endpoints", "VpcEndpoints", {}),
    (
        "AWS::EC2::VPCPeeringConnection",
        "ec2",
        "describe_vpc_peering_connections",
        "VpcPeeringConnections",
        {},
    ),
    ("AWS::EC2::LaunchTemplate", "ec2", "describe_launch_templates", "LaunchTemplates", {}),
    ("AWS::EC2::KeyPair", "ec2", "describe_key_pairs", "KeyPairs", {}),
    (
        "AWS::AutoScaling::AutoScalingGroup",
        "autoscaling",
        "describe_auto_scaling_groups",
        "AutoScalingGroups",
        {},
    ),
    (
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "elbv2",
        "describe_load_balancers",
        "LoadBalancers",
        {},
    ),
    (
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "elbv2",
        "describe_target_groups",
        "TargetGroups",
        {},
    ),
    (
        "AWS::ElasticLoadBalancing::LoadBalancer",
        "elb",
        "describe_load_balancers",
        "LoadBalancerDescriptions",
        {},
    ),
    ("AWS::RDS::DBInstance", "rds", "describe_db_instances", "DBInstances", {}),
    ("AWS::RDS::DBCluster", "rds", "describe_db_clusters", "DBClusters", {}),
    ("AWS::RDS::DBSnapshot", "rds", "describe_db_snapshots", "DBSnapshots", {}),
    ("AWS::RDS::DBSubnetGroup", "rds", "describe_db_subnet_groups", "DBSubnetGroups", {}),
    ("AWS::RDS::DBParameterGroup", "rds", "describe_db_parameter_groups", "DBParameterGroups", {}),
    ("AWS::DynamoDB::Table", "dynamodb", "list_tables", "TableNames", {}),
    ("AWS::EFS::FileSystem", "efs", "describe_file_systems", "FileSystems", {}),
    (
        "AWS::ElastiCache::ReplicationGroup",
        "elasticache",
        "describe_replication_groups",
        "ReplicationGroups",
        {},
    ),
    ("AWS::Redshift::Cluster", "redshift", "describe_clusters", "Clusters", {}),
    ("AWS::OpenSearchService::Domain", "opensearch", "list_domain_names", "DomainNames", {}),
    ("AWS::Lambda::Function", "lambda", "list_functions", "Functions", {}),
    ("AWS::Lambda::LayerVersion", "lambda", "list_layers", "Layers", {}),
    (
        "AWS::Lambda::EventSourceMapping",
        "lambda",
        "list_event_source_mappings",
        "EventSourceMappings",
        {},
    ),
    ("AWS::ApiGateway::RestApi", "apigateway", "get_rest_apis", "items", {}),
    ("AWS::ApiGateway::UsagePlan", "apigateway", "get_usage_plans", "items", {}),
    ("AWS::ApiGatewayV2::Api", "apigatewayv2", "get_apis", "Items", {}),
    (
        "AWS::StepFunctions::StateMachine",
        "stepfunctions",
        "list_state_machines",
        "stateMachines",
        {},
    ),
    ("AWS::SQS::Queue", "sqs", "list_queues", "QueueUrls", {}),
    ("AWS::SNS::Topic", "sns", "list_topics", "Topics", {}),
    ("AWS::SNS::Subscription", "sns", "list_subscriptions", "Subscriptions", {}),
    ("AWS::Events::Rule", "events", "list_rules", "Rules", {}),
    ("AWS::Events::EventBus", "events", "list_event_buses", "EventBuses", {}),
    ("AWS::Scheduler::Schedule", "scheduler", "list_schedules", "Schedules", {}),
    ("AWS::Kinesis::Stream", "kinesis", "list_streams", "StreamNames", {}),
    (
        "AWS::KinesisFirehose::DeliveryStream",
        "firehose",
        "list_delivery_streams",
        "DeliveryStreamNames",
        {},
    ),
    ("AWS::ECS::Cluster", "ecs", "list_clusters", "clusterArns", {}),
    ("AWS::ECS::TaskDefinition", "ecs", "list_task_definitions", "taskDefinitionArns", {}),
    ("AWS::EKS::Cluster", "eks", "list_clusters", "clusters", {}),
    ("AWS::ECR::Repository", "ecr", "describe_repositories", "repositories", {}),
    ("AWS::Batch::JobQueue", "batch", "describe_job_queues", "jobQueues", {}),
    (
        "AWS::Batch::ComputeEnvironment",
        "batch",
        "describe_compute_environments",
        "computeEnvironments",
        {},
    ),
    (
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
        "servicediscovery",
        "list_namespaces",
        "Namespaces",
        {},
    ),
    ("AWS::CloudFormation::Stack", "cloudformation", "describe_stacks", "Stacks", {}),
    ("AWS::CloudWatch::Alarm", "cloudwatch", "describe_alarms", "MetricAlarms", {}),
    ("AWS::CloudWatch::Dashboard", "cloudwatch", "list_dashboards", "DashboardEntries", {}),
    ("AWS::Logs::LogGroup", "logs", "describe_log_groups", "logGroups", {}),
    (
        "AWS::Config::ConfigurationRecorder",
        "config",
        "describe_configuration_recorders",
        "ConfigurationRecorders",
        {},
    ),
    ("AWS::Config::ConfigRule", "config", "describe_config_rules", "ConfigRules", {}),
    ("AWS::KMS::Key", "kms", "list_keys", "Keys", {}),
    (
        "AWS::KMS::Alias",
        "kms",
        "list_aliases",
        "Aliases[?starts_with(AliasName, 'alias/acme')]",
        {},
    ),
    ("AWS::SecretsManager::Secret", "secretsmanager", "list_secrets", "SecretList", {}),
    ("AWS::SSM::Parameter", "ssm", "describe_parameters", "Parameters", {}),
    (
        "AWS::CertificateManager::Certificate",
        "acm",
        "list_certificates",
        "CertificateSummaryList",
        {},
    ),
    ("AWS::Cognito::UserPool", "cognito-idp", "list_user_pools", "UserPools", {"MaxResults": 60}),
    ("AWS::Backup::BackupVault", "backup", "list_backup_vaults", "BackupVaultList", {}),
    ("AWS::Backup::BackupPlan", "backup", "list_backup_plans", "BackupPlansList", {}),
    ("AWS::Glue::Database", "glue", "get_databases", "DatabaseList", {}),
    ("AWS::Glue::Job", "glue", "list_jobs", "JobNames", {}),
    ("AWS::Athena::WorkGroup", "athena", "list_work_groups", "WorkGroups", {}),
    ("AWS::CodeBuild::Project", "codebuild", "list_projects", "projects", {}),
    ("AWS::CodePipeline::Pipeline", "codepipeline", "list_pipelines", "pipelines", {}),
    ("AWS::AmazonMQ::Broker", "mq", "list_brokers", "BrokerSummaries", {}),
    ("AWS::MSK::Cluster", "kafka", "list_clusters", "ClusterInfoList", {}),
    ("AWS::Transfer::Server", "transfer", "list_servers", "Servers", {}),
)
"""In every region of the company."""
GLOBAL: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("AWS::S3::Bucket", "s3", "list_buckets", "Buckets", {}),
    ("AWS::IAM::Role", "iam", "list_roles", "Roles", {}),
    ("AWS::IAM::User", "iam", "list_users", "Users", {}),
    ("AWS::IAM::Group", "iam", "list_groups", "Groups", {}),
    ("AWS::IAM::ManagedPolicy", "iam", "list_policies", "Policies", {"Scope": "Local"}),
    ("AWS::IAM::InstanceProfile", "iam", "list_instance_profiles", "InstanceProfiles", {}),
    (
        "AWS::IAM::OIDCProvider",
        "iam",
        "list_open_id_connect_providers",
        "OpenIDConnectProviderList",
        {},
    ),
    ("AWS::Route53::HostedZone", "route53", "list_hosted_zones", "HostedZones", {}),
    (
        "AWS::CloudFront::Distribution",
        "cloudfront",
        "list_distributions",
        "DistributionList.Items",
        {},
    ),
    ("AWS::CloudTrail::Trail", "cloudtrail", "describe_trails", "trailList", {}),
    ("AWS::SES::EmailIdentity", "ses", "list_identities", "Identities", {}),
    (
        "AWS::Budgets::Budget",
        "budgets",
        "describe_budgets",
        "Budgets",
        {"AccountId": "111122223333"},
    ),
)


def listed(simulator: Simulator, only: tuple[str, ...] = ()) -> Counter[str]:
    """Return how many there are of each type."""
    found: Counter[str] = Counter()
    for rows, regions in ((LISTINGS, REGIONS), (GLOBAL, HOME)):
        for kind, service, operation, path, asked in rows:
            if not only or service in only:
                for region in regions:
                    client = simulator.client(service, region_name=region)
                    found[kind] += sum(1 for _ in _items(client, operation, path, asked))
    return found


def _items(client: Any, operation: str, path: str, asked: dict[str, Any]) -> list[Any]:
    """Read all pages of a list."""
    if client.can_paginate(operation):
        pages = client.get_paginator(operation).paginate(**asked)
    else:
        pages = [getattr(client, operation)(**asked)]
    return [item for page in pages for item in jmespath.search(path, page) or ()]
