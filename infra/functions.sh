#!/usr/bin/env bash
# Builds every function.
#
#   infra/functions.sh host              for this machine, into target/release/ACTION
#   infra/functions.sh lambda [--arm64]  for AWS Lambda with cargo-lambda, into target/lambda/ACTION/bootstrap,
#                                        where template.yaml looks; --x86-64 instead of --arm64 where that is wanted
#
# Cargo gives all packages of one build the features that any of them asks for. So those that ask for the same
# are built together, and no function carries what another needs.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:?host or lambda}
shift
case $kind in
host) build=(cargo build --release --locked) ;;
lambda)
    command -v cargo-lambda >/dev/null || { echo "cargo-lambda is missing: pip install cargo-lambda" >&2 && exit 1; }
    build=(cargo lambda build --release --locked "${@:---arm64}")
    ;;
*) echo "host or lambda, not $kind" >&2 && exit 2 ;;
esac

declare -A alike
for folder in functions/*/; do
    [ -f "$folder/Cargo.toml" ] || continue
    asked=$(sed -n 's/^beian-.*features = \[\(.*\)\].*/\1/p' "$folder/Cargo.toml" | sort -u | tr '\n' ' ')
    alike[${asked:-none}]+=" -p $(basename "$folder")"
done
for asked in "${!alike[@]}"; do
    echo "Building with the features ${asked}:${alike[$asked]// -p / }"
    # shellcheck disable=SC2086  # the names are meant to be words
    "${build[@]}" ${alike[$asked]}
done
