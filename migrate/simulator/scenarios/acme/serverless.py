"""Functions, interfaces, state machines, and the variables that tie them to the rest."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from migrate.simulator.scenarios.acme.company import (
    IRELAND,
    LEGACY_ID,
    MAIN,
    OREGON,
    Company,
    ago,
    number,
    written,
)
from migrate.simulator.scenarios.acme.tags import tags

FUNCTIONS = (
    (
        MAIN,
        "prod",
        (
            "orders-worker orders-export orders-invoice checkout-validate checkout-tax"
            " payments-webhook payments-refund payments-settle notify-mail notify-sms notify-push"
            " catalog-import catalog-resize catalog-index search-sync recommend-score"
            " warehouse-sync warehouse-alerts login-cleanup web-redirects"
            " reports-nightly billing-dunning"
        ),
    ),
    (
        IRELAND,
        "prod",
        (
            "orders-worker checkout-validate payments-webhook notify-mail"
            " catalog-resize login-cleanup web-redirects"
        ),
    ),
    (
        MAIN,
        "stage",
        (
            "stage-orders-worker stage-checkout-validate stage-payments-webhook"
            " stage-notify-mail stage-catalog-import"
        ),
    ),
    (MAIN, "ci", "stop-dev-at-night tag-reminder clean-old-amis"),
    (OREGON, "dev", "dev-orders-worker dev-notify-mail bruno-test dev-catalog-import"),
    (OREGON, "sandbox", "poc-chatbot hello-world"),
)
LAYERS = ((MAIN, "common-python"), (MAIN, "image-tools"), (IRELAND, "common-python"))
INTERFACES = (
    (MAIN, "shop-api", "prod", "REST"),
    (MAIN, "partner-api", "prod", "REST"),
    (MAIN, "shop-api-stage", "stage", "REST"),
    (IRELAND, "shop-api-eu", "prod", "REST"),
    (OREGON, "shop-api-dev", "dev", "REST"),
    (MAIN, "webhooks", "prod", "HTTP"),
    (IRELAND, "webhooks-eu", "prod", "HTTP"),
    (OREGON, "chatbot", "sandbox", "HTTP"),
    (MAIN, "live-updates", "prod", "WEBSOCKET"),
)
MACHINES = (
    (MAIN, "order-fulfilment", "prod"),
    (MAIN, "refund", "prod"),
    (MAIN, "nightly-reports", "prod"),
    (MAIN, "order-fulfilment-stage", "stage"),
    (IRELAND, "order-fulfilment", "prod"),
    (OREGON, "order-fulfilment-dev", "dev"),
)


def app_of(name: str) -> str:
    """Return the application that a function belongs to."""
    return name.removeprefix("stage-").removeprefix("dev-").partition("-")[0]


def build(company: Company) -> None:
    """Make functions after queues and tables, and what calls them."""
    code = _code()
    for region, name in LAYERS:
        with ago(330):
            made = company.at(region)(
                "lambda",
                "PublishLayerVersion",
                LayerName=name,
                Content={"ZipFile": code},
                CompatibleRuntimes=["python3.12"],
            )
        company.keep(f"layer:{region}:{name}", made["LayerVersionArn"])
    for region, env, names in FUNCTIONS:
        for name in names.split():
            with ago(20 + number(f"{region}{name}", 600)):
                _function(company, region, env, name, code)
    _sources(company)
    for region, name, env, kind in INTERFACES:
        with ago(400):
            _interface(company, region, name, env, kind)
    for region, name, env in MACHINES:
        with ago(260):
            _machine(company, region, name, env)


def _code() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("main.py"), "def handler(event, context):\n    return event\n"
        )
    return memory.getvalue()


def _function(company: Company, region: str, env: str, name: str, code: bytes) -> None:
    app = app_of(name)
    layers = company.all(f"layer:{region}:common")
    made = company.at(region)(
        "lambda",
        "CreateFunction",
        FunctionName=name,
        Runtime=("python3.12", "python3.9", "nodejs20.x", "nodejs16.x")[number(name, 4)],
        Handler="main.handler",
        Role=_role(company, app, env),
        Code={"ZipFile": code},
        Timeout=30,
        MemorySize=(128, 256, 512, 1024)[number(name, 4)],
        Environment={"Variables": _variables(company, region, env, name)},
        **({"Layers": layers} if layers and number(name, 3) else {}),
        **_network(company, region, env),
        **({"Tags": mark} if (mark := tags(f"fn-{name}", env, app)) else {}),
    )
    company.keep(f"function:{region}:{name}", made["FunctionArn"])


def _role(company: Company, app: str, env: str) -> str:
    known = company.known
    return known.get(f"role:{app}-{env}") or known.get(f"role:{app}-prod") or known["role:api-prod"]


def _network(company: Company, region: str, env: str) -> dict[str, Any]:
    """Put production functions into their network: they speak to databases there."""
    network = {MAIN: "prod", IRELAND: "prod-eu"}.get(region)
    if env != "prod" or network is None:
        return {}
    groups = [company[f"sg:{network}:orders"]]
    subnets = company.subnets(network, "private")
    return {"VpcConfig": {"SubnetIds": subnets, "SecurityGroupIds": groups}}


def _variables(company: Company, region: str, env: str, name: str) -> dict[str, str]:
    found = {"STAGE": env, "LOG_LEVEL": "DEBUG" if env == "dev" else "INFO"}
    for table in company.all(f"table:{region}:")[: 1 + number(name, 2)]:
        found[f"TABLE_{len(found)}"] = table.rpartition("/")[2]
    for queue in company.all(f"queue:{region}:{name.rpartition('-')[0]}")[:1]:
        found["QUEUE_URL"] = queue
    if "payments" in name:
        found["STRIPE_API_KEY"] = "sk_live_51Acme0000000000000000"
        found["SECRET_ARN"] = company.arn("secretsmanager", region, "secret:acme/prod/payments")
    if "mail" in name:
        found["SMTP_PASSWORD"] = "correct-horse-battery"  # noqa: S105
    return found


def _sources(company: Company) -> None:
    """Let functions read queues and streams."""
    for region in (MAIN, IRELAND, OREGON):
        lam = company.at(region)
        prefix = "dev-" if region == OREGON else ""
        function = company[f"function:{region}:{prefix}orders-worker"]
        for stream in company.all(f"stream:{region}:"):
            lam(
                "lambda",
                "CreateEventSourceMapping",
                FunctionName=function,
                EventSourceArn=stream,
                StartingPosition="LATEST",
                BatchSize=100,
            )
        for name, queue in _fed(company, region):
            lam(
                "lambda",
                "CreateEventSourceMapping",
                FunctionName=name,
                EventSourceArn=queue,
                BatchSize=10,
            )


def _fed(company: Company, region: str) -> list[tuple[str, str]]:
    """Return functions with the queue that has their name."""
    found = []
    for key, arn in company.known.items():
        if key.startswith(f"function:{region}:"):
            queue = company.known.get(f"queue-arn:{region}:{key.rpartition(':')[2]}")
            if queue:
                found.append((arn, queue))
    return found


def _interface(company: Company, region: str, name: str, env: str, kind: str) -> None:
    api = company.at(region)
    mark = {"tags": found} if (found := tags(f"api-{name}", env, "api")) else {}
    if kind != "REST":
        made = api(
            "apigatewayv2",
            "CreateApi",
            Name=name,
            ProtocolType=kind,
            **({"RouteSelectionExpression": "$request.body.action"} if kind == "WEBSOCKET" else {}),
            **({"Tags": mark["tags"]} if mark else {}),
        )
        target = company.all(f"function:{region}:")[0]
        joined = api(
            "apigatewayv2",
            "CreateIntegration",
            ApiId=made["ApiId"],
            IntegrationType="AWS_PROXY",
            IntegrationUri=target,
            PayloadFormatVersion="2.0",
        )
        api(
            "apigatewayv2",
            "CreateRoute",
            ApiId=made["ApiId"],
            RouteKey="$default",
            Target=f"integrations/{joined['IntegrationId']}",
        )
        api("apigatewayv2", "CreateStage", ApiId=made["ApiId"], StageName="live")
        return
    made = api("apigateway", "CreateRestApi", name=name, description=f"{name} of the shop", **mark)
    rest, root = made["id"], made["rootResourceId"]
    for path in ("orders", "carts", "products"):
        item = api("apigateway", "CreateResource", restApiId=rest, parentId=root, pathPart=path)
        api(
            "apigateway",
            "PutMethod",
            restApiId=rest,
            resourceId=item["id"],
            httpMethod="GET",
            authorizationType="NONE",
        )
        lambdas = f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions"
        uri = f"{lambdas}/{company.all(f'function:{region}:')[0]}/invocations"
        api(
            "apigateway",
            "PutIntegration",
            restApiId=rest,
            resourceId=item["id"],
            httpMethod="GET",
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=uri,
        )
    deployed = api("apigateway", "CreateDeployment", restApiId=rest)
    api("apigateway", "CreateStage", restApiId=rest, stageName="live", deploymentId=deployed["id"])
    if name == "partner-api":
        plan = api(
            "apigateway",
            "CreateUsagePlan",
            name="partners",
            apiStages=[{"apiId": rest, "stage": "live"}],
        )
        for partner in ("globex", "initech"):
            key = api("apigateway", "CreateApiKey", name=f"partner-{partner}", enabled=True)
            api(
                "apigateway",
                "CreateUsagePlanKey",
                usagePlanId=plan["id"],
                keyId=key["id"],
                keyType="API_KEY",
            )


def _machine(company: Company, region: str, name: str, env: str) -> None:
    functions = company.all(f"function:{region}:")[:3]
    states: dict[str, Any] = {}
    for position, function in enumerate(functions):
        following = (
            {"Next": f"Step{position + 1}"} if position + 1 < len(functions) else {"End": True}
        )
        states[f"Step{position}"] = {"Type": "Task", "Resource": function, **following}
    made = company.at(region)(
        "stepfunctions",
        "CreateStateMachine",
        name=name,
        definition=written({"StartAt": "Step0", "States": states}),
        roleArn=f"arn:aws:iam::{LEGACY_ID}:role/states-orders",
        tags=[{"key": k, "value": v} for k, v in tags(f"sm-{name}", env, "orders").items()],
    )
    company.keep(f"machine:{region}:{name}", made["stateMachineArn"])
