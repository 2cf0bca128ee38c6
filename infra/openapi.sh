#!/usr/bin/env bash
# Writes the API's description and the site's client from the code. Tests fail while they are stale.
set -euo pipefail
cd "$(dirname "$0")/.."

new=$(mktemp)
trap 'rm -f "$new"' EXIT
# With the same features as the tests, so that nothing is built twice.
cargo build --quiet --locked --workspace --tests --bin beian
"${CARGO_TARGET_DIR:-target}/debug/beian" openapi >"$new"
cat "$new" >infra/openapi.json
infra/site.sh build # its packages; the build follows the new description
(cd site && PATH="$PWD/node_modules/.bin:$PATH" npm run --silent api)
