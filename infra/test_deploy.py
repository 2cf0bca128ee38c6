"""infra/deploy.sh against a command line of AWS that only writes down what it is asked."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHANGE_SET = "arn:aws:cloudformation:us-east-1:000000000000:changeSet/x/1"
SETTINGS = {
    "StackName": "beian", "Province": "36", "Origin": "https://beian.example.org", "SiteName": "beian.example.org",
    "SiteCertificate": "arn:aws:acm:us-east-1:000000000000:certificate/1", "MailFrom": "notices@example.org", "MailRegion": "",
    "AlarmAddress": "", "MonthlyBudget": "0",
}
AWS = """#!/bin/sh
echo "aws $*" >>"$ASKED"
case "$1 $2" in
"sts get-caller-identity") echo 000000000000 ;;
"sesv2 get-account") [ "$SES" = here ] ;;
"cloudformation describe-change-set") cat "$CHANGES" ;;
"cloudformation describe-stacks") case "$*" in *Distribution*) echo E1 ;; *SiteFiles*) echo files ;; *) echo '"UPDATE_COMPLETE"' ;; esac ;;
esac
"""
SAM = f"""#!/bin/sh
echo "sam $*" >>"$ASKED"
echo 'Changeset created successfully. {CHANGE_SET}'
"""


class Deploy(unittest.TestCase):
    def deploy(self, *arguments, changes=(), ses="here", region="us-east-1", **settings):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            for name, text in {"aws": AWS, "sam": SAM}.items():
                (folder / name).write_text(text)
                (folder / name).chmod(0o755)
            (folder / "changes").write_text(json.dumps({"Changes": list(changes)}))
            (folder / "settings").write_text("".join(f"{name}={value}\n" for name, value in {**SETTINGS, **settings}.items() if value is not None))
            (folder / "asked").touch()
            done = subprocess.run(
                ["bash", ROOT / "infra/deploy.sh", "--settings", folder / "settings", "--built", *arguments], stdin=subprocess.DEVNULL,
                capture_output=True, text=True,
                env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "ASKED": str(folder / "asked"),
                     "CHANGES": str(folder / "changes"), "SES": ses, "AWS_REGION": region})
            return done, (folder / "asked").read_text()

    def refused(self, why, *arguments, **given):
        done, asked = self.deploy(*arguments, **given)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(why, done.stderr)
        self.assertNotIn("execute-change-set", asked)
        self.assertNotIn("s3 sync", asked)
        return asked

    def test_changes_are_made_and_the_site_follows(self):
        done, asked = self.deploy("--yes")
        self.assertEqual(done.returncode, 0, done.stderr)
        places = [asked.index(word) for word in ("sam deploy", "describe-change-set", "execute-change-set", "wait stack-update-complete",
                                                 "s3 sync site/dist/_astro", "s3 sync site/dist s3", "create-invalidation")]
        self.assertEqual(places, sorted(places))
        self.assertIn("MailFrom=notices@example.org", asked)
        self.assertNotIn("StackName=", asked)

    def test_what_loses_data_is_refused(self):
        table = {"ResourceChange": {"Action": "Modify", "LogicalResourceId": "BeianTable", "ResourceType": "AWS::DynamoDB::Table", "Replacement": "True"}}
        self.refused("BeianTable would be replaced", "--yes", changes=[table])
        done, asked = self.deploy("--yes", "--lose", "BeianTable", changes=[table])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("execute-change-set", asked)

    def test_nobody_agreed(self):
        self.refused("Say --yes")

    def test_wrong_settings_are_told_before_anything_is_made(self):
        for why, given in {
            "is not of us-east-1": {"SiteCertificate": "arn:aws:acm:ap-east-1:000000000000:certificate/1"},
            "no https address": {"Origin": "beian.example.org"},
            "SES does not answer in us-east-1": {"ses": "nowhere"},
            "SiteName must be empty in cn-north-1": {"region": "cn-north-1"},
            "MailFrom is not in": {"MailFrom": None},
        }.items():
            self.assertNotIn("sam deploy", self.refused(why, "--yes", **given), why)


if __name__ == "__main__":
    unittest.main()
