"""Writes a software bill of materials: the components of every function, of `beian` and of the site, in CycloneDX 1.5.

    infra/sbom.py OUT     writes OUT/rust.cdx.json and OUT/site.cdx.json

From the lock files alone, so that it is the same wherever it is written: no time, no number of its own, no path.
"""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[1]


def document(name, version, components):
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": name, "name": name, "version": version}},
        "components": sorted(components, key=lambda one: one["bom-ref"]),
    }


def component(purl, name, version, licence, digest):
    one = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if licence:
        one["licenses"] = [{"expression": " ".join(licence.replace("/", " OR ").split())}]
    if digest:
        one["hashes"] = [digest]
    return one


def rust():
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    sums = {(package["name"], package["version"]): package.get("checksum") for package in lock["package"]}
    asked = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", "aarch64-unknown-linux-gnu"]
    whole = json.loads(subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    nodes = {node["id"]: node for node in whole["resolve"]["nodes"]}
    # Packages that only build or test are not in a program that runs.
    shipped, waiting = set(), [member for member in whole["workspace_members"] if "beian-tests" not in member]
    while waiting:
        one = waiting.pop()
        if one not in shipped:
            shipped.add(one)
            waiting += [need["pkg"] for need in nodes[one]["deps"] if any(kind["kind"] is None for kind in need["dep_kinds"])]
    components = []
    for package in whole["packages"]:
        name, version = package["name"], package["version"]
        if package["id"] in shipped and package["source"]:
            digest = sums[name, version] and {"alg": "SHA-256", "content": sums[name, version]}
            components.append(component(f"pkg:cargo/{name}@{version}", name, version, package["license"], digest))
    return document("beian", "0.1.0", components)


def site():
    lock = json.loads((ROOT / "site/package-lock.json").read_text())
    components = {}
    for path, package in lock["packages"].items():
        # Every package counts: the packages make the pages, and only the bundler knows which parts of each are in a page.
        if path and not package.get("link"):
            name = path.rpartition("node_modules/")[2]
            purl = f"pkg:npm/{name.replace('@', '%40', 1)}@{package['version']}"
            components[purl] = component(purl, name, package["version"], package.get("license"), None)
    return document("beian-site", lock.get("version", "0.1.0"), components.values())


def main():
    out = pathlib.Path(sys.argv[1] if len(sys.argv) == 2 else sys.exit(__doc__))
    out.mkdir(parents=True, exist_ok=True)
    for name, bill in (("rust", rust()), ("site", site())):
        text = json.dumps(bill, indent=1, ensure_ascii=False) + "\n"
        if re.search(r"/home/|/root/|file://", text):
            sys.exit(f"a path of this machine is in {name}")
        (out / f"{name}.cdx.json").write_text(text)
        print(f"{out}/{name}.cdx.json: {len(bill['components'])} parts")


main()
