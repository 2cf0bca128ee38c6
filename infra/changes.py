"""Refuses a change set that would lose data: CloudFormation would remove or replace a resource that holds some.

    aws cloudformation describe-change-set … | infra/changes.py [--lose NAME]…

Reads the change set as JSON, prints every change, and fails when one of them removes or replaces a resource that holds data, or may.
`--lose NAME` lets one resource go, by its name in the template.
"""

import json
import sys

# These resources hold data, or others know them by a name or a record that a new resource would not have.
HOLDS = {
    "AWS::DynamoDB::Table": "filings, accounts, records",
    "AWS::S3::Bucket": "scans, or the site",
    "AWS::Logs::LogGroup": "logs",
    "AWS::SES::EmailIdentity": "mail's DKIM records",
    "AWS::SecretsManager::Secret": "a secret that others know",
    "AWS::ApiGateway::RestApi": "the API's address",
    "AWS::CloudFront::Distribution": "the site's address",
}


def lost(changes, let_go):
    """One sentence for each loss."""
    for change in changes:
        resource = change["ResourceChange"]
        name, kind = resource["LogicalResourceId"], resource["ResourceType"]
        if kind not in HOLDS or name in let_go:
            continue
        if resource["Action"] == "Remove":
            # A retained resource is not lost, but nothing uses it any more.
            yield f"{name} would be removed: {HOLDS[kind]}"
        elif resource["Action"] == "Modify" and resource.get("Replacement") in ("True", "Conditional"):
            why = ", ".join(sorted({detail["Target"].get("Name", detail["Target"]["Attribute"]) for detail in resource.get("Details", [])}))
            certain = "would" if resource["Replacement"] == "True" else "may"
            yield f"{name} {certain} be replaced by an empty one: {HOLDS[kind]}; because of {why or 'its type'}"


def main(arguments):
    let_go = {arguments[place + 1] for place, word in enumerate(arguments[:-1]) if word == "--lose"}
    changes = json.load(sys.stdin)["Changes"]
    for change in changes:
        resource = change["ResourceChange"]
        note = " (replaced)" if resource.get("Replacement") == "True" else ""
        print(f"  {resource['Action']:<8}{resource['LogicalResourceId']}{note}")
    faults = list(lost(changes, let_go))
    if faults:
        sys.exit("\n".join([f"deploy: {fault}" for fault in faults] + ["deploy: nothing was changed. If that is meant, say --lose NAME for each."]))


if __name__ == "__main__":
    main(sys.argv[1:])
