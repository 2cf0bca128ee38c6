#!/usr/bin/env bash
# Runs every test: examples in the docs, the workspace's, the site's, and the main job in a real browser.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PATH"

infra/install.sh font node nextest browser
infra/site.sh build

echo "── Examples in the docs"
cargo test --locked --workspace --doc --quiet
echo "── Workspace"
rm -rf target/record
BEIAN_RECORD=$PWD/target/record cargo nextest run --locked --workspace
echo "── Policies"
BEIAN_RECORD=$PWD/target/record cargo nextest run --locked --workspace --run-ignored only -E 'binary(policy)'
echo "── Site"
infra/site.sh test
if [ -f tests/browser/package.json ]; then
    echo "── Browser"
    # With the same features as the tests, so that nothing is built twice.
    cargo build --locked --workspace --tests --bin beian
    (
        cd tests/browser
        npm ci --no-audit --no-fund --loglevel=error
        PATH="$PWD/../../site/node_modules/.bin:$PATH" npm test
    )
fi
