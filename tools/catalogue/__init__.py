"""Generate the rows of the resource catalogue from public descriptions of AWS.

`python -m tools.catalogue --spec db.json.gz --write` writes
`migrate/inventory/catalogue/generated.json`; `--count` says what there is.  The sources are
cfn-lint's CloudFormation schemas (MIT-0), the CDK service spec (Apache-2.0, the npm package
`@aws-cdk/aws-service-spec`) and botocore's models (Apache-2.0).
"""
