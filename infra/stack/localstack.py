"""LocalStack 4.8.1, the last open one, from packages alone: no image, no account, no download besides."""

import pathlib
import shutil
import struct
import subprocess
import zipfile

REQUIREMENTS = pathlib.Path(__file__).with_name("localstack.requirements.txt")
# AWS's own DynamoDB Local, which LocalStack would download, as an npm package brings it.
SIMULATOR = "amplify-dynamodb-simulator@2.9.30"


def installed(home, say):
    """Installs LocalStack into `home` if it is not there, and gives the Python that runs it and its environment."""
    python = home / "venv/bin/python"
    marker = home / "installed"
    if not marker.exists() or marker.read_text() != REQUIREMENTS.read_text():
        say("installing LocalStack, which takes a minute")
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run(["python3", "-m", "venv", home / "venv"], check=True)
        for what in (["--upgrade", "pip"], ["setuptools<81", "wheel"], ["-r", REQUIREMENTS]):
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what], check=True)
        marker.write_text(REQUIREMENTS.read_text())
    root = home / "root"
    libraries = root / "var/lib/localstack/lib"
    dynamodb_local(home, libraries / "dynamodb-local/2", say)
    java = libraries / "java/21"  # the name is what LocalStack looks for; 17 and later serve
    if not (java / "bin/java").exists():
        java.parent.mkdir(parents=True, exist_ok=True)
        java.unlink(missing_ok=True)
        java.symlink_to(pathlib.Path(shutil.which("java")).resolve().parents[1])
    return python, {
        "OVERRIDE_IN_DOCKER": 0, "FILESYSTEM_ROOT": root, "SERVICES": "cloudformation,dynamodb,dynamodbstreams,kms,s3,ses,sqs,sts",
        # DynamoDB Local's own streams; otherwise each record goes by way of a Kinesis that falls minutes behind.
        "PROVIDER_OVERRIDE_DYNAMODB": "v2", "PROVIDER_OVERRIDE_DYNAMODBSTREAMS": "v2",
        "SKIP_SSL_CERT_DOWNLOAD": 1, "S3_SKIP_SIGNATURE_VALIDATION": 0, "DISABLE_EVENTS": 1, "DNS_ADDRESS": 0, "LOCALSTACK_HOST": "localhost",
    }


def dynamodb_local(home, place, say):
    """Puts DynamoDB Local where LocalStack, and tests that want it alone, find it."""
    if (place / "DynamoDBLocal.jar").exists():
        return
    say("installing DynamoDB Local")
    packed = home / "simulator"
    shutil.rmtree(packed, ignore_errors=True)
    packed.mkdir(parents=True)
    subprocess.run(["npm", "pack", "--silent", SIMULATOR], cwd=packed, check=True, stdout=subprocess.DEVNULL)
    (archive,) = packed.glob("*.tgz")
    subprocess.run(["tar", "-xzf", archive, "package/emulator"], cwd=packed, check=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    agent(packed / "package/emulator/ddb-local-loader-0.1.jar")
    shutil.move(packed / "package/emulator", place)
    shutil.rmtree(packed)


def agent(path):
    """A Java agent that does nothing. LocalStack starts DynamoDB Local with an agent that lifts a limit which the stack does not reach."""
    utf8 = lambda text: b"\1" + struct.pack(">H", len(text)) + text.encode()
    constants = [utf8("Agent"), b"\7\0\1", utf8("java/lang/Object"), b"\7\0\3", utf8("premain"),
                 utf8("(Ljava/lang/String;)V"), utf8("Code")]
    code = struct.pack(">HHI", 0, 1, 1) + b"\xb1" + struct.pack(">HH", 0, 0)  # return
    method = struct.pack(">HHHHHI", 0x0009, 5, 6, 1, 7, len(code)) + code
    whole = struct.pack(">IHHH", 0xCAFEBABE, 0, 52, len(constants) + 1) + b"".join(constants)
    whole += struct.pack(">HHHHHH", 0x0021, 2, 4, 0, 0, 1) + method + struct.pack(">H", 0)
    with zipfile.ZipFile(path, "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nPremain-Class: Agent\n")
        jar.writestr("Agent.class", whole)
