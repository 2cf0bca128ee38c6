#!/usr/bin/env bash
# The whole stack on this machine: LocalStack, the functions in Lambda's container, the site, on one origin.
#
#   infra/stack.sh up        builds and starts what is missing
#   infra/stack.sh down      ends what was started, and nothing else
#   infra/stack.sh status    says what runs
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PWD/.tools/venv/bin:$PATH"

if [ "${1:-}" = up ]; then
    infra/install.sh node python sam lambda java docker
    infra/site.sh build
    machine=$(uname -m)
    [ "$machine" = x86_64 ] && flag=--x86-64 || flag=--arm64
    echo "stack: building the functions; the first time takes some minutes"
    infra/functions.sh lambda "$flag" --profile stack
    echo "stack: building the front"
    cargo build --locked --workspace --tests --bin beian
fi
exec python3 infra/stack/stack.py "${1:-}"
