"""Checks template.yaml as CloudFormation will have it, against AWS's own schemas and against good practice.

cfn-lint reads it for each region that it may be deployed in. checkov reads the template
that SAM makes of it, with every role and stage. Each finding must be in exceptions.yaml with its reason; an exception
without a finding fails too.

    infra/lint/template.py [TEMPLATE]
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import samtranslator.translator.transform as sam
import yaml

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "stack"))
import template as ours  # noqa: E402  (it knows CloudFormation's short functions)

BIN = pathlib.Path(sys.executable).parent
REGIONS = ["us-east-1", "ap-southeast-1", "ap-east-1", "cn-north-1", "cn-northwest-1"]


os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # SAM writes one into names


class NoManagedPolicies:
    """SAM asks for the names of ready-made policies; the template uses none."""

    def load(self):
        return {}


def expanded(path):
    whole = yaml.load(path.read_text(), ours.Loader)
    for resource in whole["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://code/function.zip"  # where packaging puts it
    return sam.transform(whole, {}, NoManagedPolicies())


def cfn_lint(path):
    """`RULE REGION kind` of each finding, and its place and message."""
    found = {}
    for region in REGIONS:
        said = subprocess.run([BIN / "cfn-lint", "--format", "json", "--regions", region, "--template", path], capture_output=True, text=True)
        try:
            findings = json.loads(said.stdout or "[]")
        except json.JSONDecodeError:
            sys.exit(f"cfn-lint does not run: {said.stdout}{said.stderr}")
        for finding in findings:
            kind = finding["Message"].split("'")[1] if finding["Rule"]["Id"] == "E3006" else finding["Message"]
            found.setdefault(f"{finding['Rule']['Id']} {region} {kind}", f"line {finding['Location']['Start']['LineNumber']}: {finding['Message']}")
    return found


def checkov(whole):
    """`RULE resource-type` of each finding, and its resource and message."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "template.json"
        path.write_text(json.dumps(whole))
        said = subprocess.run([BIN / "checkov", "--file", path, "--framework", "cloudformation", "--compact", "--quiet", "--skip-download", "--output", "json"],
                              capture_output=True, text=True)
        try:
            report = json.loads(said.stdout)
        except json.JSONDecodeError:
            sys.exit(f"checkov does not run: {said.stdout}{said.stderr}")
    if report["summary"]["parsing_errors"] or not report["summary"]["passed"]:
        sys.exit(f"checkov read nothing: {report['summary']}")
    found = {}
    for finding in report["results"]["failed_checks"]:
        kind, name = finding["resource"].rsplit(".", 1)
        found[f"{finding['check_id']} {kind}"] = f"{name}: {finding['check_name']}"
    return found


def main():
    path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "template.yaml")
    excepted = yaml.safe_load((HERE / "exceptions.yaml").read_text())
    wrong = []
    for tool, found in (("cfn-lint", cfn_lint(path)), ("checkov", checkov(expanded(path)))):
        reasons = excepted[tool]
        wrong += [f"{tool}: {what}: {about}" for what, about in found.items() if what not in reasons]
        wrong += [f"{tool}: {what} is excepted, but not found any more; remove it" for what in reasons if what not in found]
    if wrong:
        sys.exit("\n".join(sorted(wrong)))


main()
