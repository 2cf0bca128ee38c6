"""The parts of template.yaml that the local stack uses: the data that it describes, and its functions for `sam local`."""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree

import yaml

# LocalStack's open edition makes these resources. Lint checks alarms, wall, distribution and roles; nothing runs them.
MADE = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy"}


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, as their long ones."""


def function(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", function)


def data(text):
    """The part of the template that holds data, as a template of its own."""
    whole = yaml.load(text, Loader)
    kept = {name: resource for name, resource in whole["Resources"].items()
            if resource["Type"] in MADE and "Condition" not in resource}
    outputs = {name: {"Value": {"Ref": name}} for name in kept}
    return {
        "AWSTemplateFormatVersion": whole["AWSTemplateFormatVersion"], "Parameters": whole["Parameters"],
        "Conditions": whole["Conditions"], "Resources": kept, "Outputs": outputs,
    }


def for_sam(text, root, architecture, environment):
    """The template with this machine's architecture, the functions' absolute places and this environment."""
    block = re.search(r"(?m)^( +)Variables:\n(?:\1 +.*\n)+", text)
    indent = block[1]
    variables = "".join(f"{indent}  {name}: {json.dumps(value)}\n" for name, value in environment.items())
    declared = set(re.findall(rf"(?m)^{indent}  (\w+):", block[0]))
    if not declared <= set(environment):
        raise SystemExit(f"stack: infra/stack/functions.py gives functions no {', '.join(declared - set(environment))}")
    text = text.replace(block[0], f"{indent}Variables:\n{variables}")
    text, places = re.subn(r"CodeUri: target/lambda/", f"CodeUri: {root}/target/lambda/", text)
    text, kinds = re.subn(r"Architectures: \[arm64\]", f"Architectures: [{architecture}]", text)
    assert places and kinds == 1
    return text


class Caller:
    """Calls AWS's query interfaces at LocalStack, which reads the signature's region and nothing else of it."""

    def __init__(self, address, region):
        self.address, self.region = address, region

    def query(self, service, action, **parameters):
        body = urllib.parse.urlencode({"Action": action, "Version": {"cloudformation": "2010-05-15"}.get(service, "2010-12-01"), **parameters})
        scope = f"test/20260101/{self.region}/{service}/aws4_request"
        request = urllib.request.Request(self.address, body.encode(), {
            "content-type": "application/x-www-form-urlencoded",
            "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none",
        })
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"stack: LocalStack refuses {action}: {error.read().decode(errors='replace')[:600]}") from error
        return re.sub(r'\sxmlns="[^"]*"', "", text.decode())

    def create_stack(self, name, body, parameters):
        """Makes the resources, and gives the status of the stack and their names."""
        given = {}
        for place, (key, value) in enumerate(parameters.items(), 1):
            given[f"Parameters.member.{place}.ParameterKey"], given[f"Parameters.member.{place}.ParameterValue"] = key, value
        self.query("cloudformation", "CreateStack", StackName=name, TemplateBody=json.dumps(body), **given)
        while True:
            stack = xml.etree.ElementTree.fromstring(self.query("cloudformation", "DescribeStacks", StackName=name)).find(".//Stacks/member")
            status = stack.findtext("StackStatus")
            if not status.endswith("_IN_PROGRESS"):
                break
            time.sleep(0.3)
        outputs = {output.findtext("OutputKey"): output.findtext("OutputValue") for output in stack.iterfind("Outputs/member")}
        return {**outputs, "status": status, "reason": stack.findtext("StackStatusReason") or status}
