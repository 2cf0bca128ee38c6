"""python3 -m unittest discover -s infra -p 'test_*.py'"""

import json
import subprocess
import sys
import unittest
from pathlib import Path

import changes


def change(action, name, kind, replacement=None, because=None):
    details = [{"Target": {"Attribute": "Properties", "Name": because}}] if because else []
    return {"Type": "Resource", "ResourceChange": {
        "Action": action, "LogicalResourceId": name, "ResourceType": kind, "Details": details,
        **({"Replacement": replacement} if replacement else {})}}


TABLE = "AWS::DynamoDB::Table"


class Changes(unittest.TestCase):
    def lost(self, *given, let_go=()):
        return list(changes.lost(given, set(let_go)))

    def test_what_is_only_changed_may_be(self):
        self.assertEqual(self.lost(
            change("Modify", "BeianTable", TABLE, "False", "GlobalSecondaryIndexes"),
            change("Add", "Other", TABLE), change("Remove", "OldAlarm", "AWS::CloudWatch::Alarm"),
            change("Modify", "SubmitFunction", "AWS::Lambda::Function", "True", "FunctionName")), [])

    def test_a_table_made_anew_is_refused_and_says_why(self):
        (fault,) = self.lost(change("Modify", "BeianTable", TABLE, "True", "KeySchema"))
        self.assertIn("would be replaced by an empty one", fault)
        self.assertIn("KeySchema", fault)

    def test_what_may_be_made_anew_is_refused_too(self):
        (fault,) = self.lost(change("Modify", "ScanBucket", "AWS::S3::Bucket", "Conditional", "BucketName"))
        self.assertIn("ScanBucket may be", fault)

    def test_what_is_removed_is_refused_unless_it_is_named(self):
        removed = change("Remove", "ScanBucket", "AWS::S3::Bucket")
        self.assertEqual(len(self.lost(removed)), 1)
        self.assertEqual(self.lost(removed, let_go=["ScanBucket"]), [])

    def test_as_a_program(self):
        def run(*given):
            return subprocess.run([sys.executable, Path(changes.__file__), *given[1:]], input=json.dumps({"Changes": given[0]}), capture_output=True, text=True)
        fine = run([change("Add", "Wall", "AWS::WAFv2::WebACL")])
        self.assertEqual((fine.returncode, fine.stdout), (0, "  Add     Wall\n"))
        bad = [change("Remove", "BeianTable", TABLE)]
        self.assertEqual(run(bad).returncode, 1)
        self.assertIn("nothing was changed", run(bad).stderr)
        self.assertEqual(run(bad, "--lose", "BeianTable").returncode, 0)


if __name__ == "__main__":
    unittest.main()
