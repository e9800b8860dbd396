"""The border to AWS, the only importer of boto3: nothing leaves unproven or unplanned."""
