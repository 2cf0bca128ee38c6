#!/usr/bin/env bash
# The whole stack on this machine: LocalStack, the functions in Lambda's container, the site, on one origin.
#
#   infra/stack.sh up        builds and starts the parts that are missing
#   infra/stack.sh test      runs the tests of whole offices and the browser's on it, from an empty table; a stack that
#                            ran before runs on, with a fresh demonstration
#   infra/stack.sh down      ends the parts that were started, and nothing else
#   infra/stack.sh status    says which parts run
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PWD/.tools/venv/bin:$PATH"

stack() { python3 infra/stack/stack.py "$@"; }

build() {
    infra/install.sh node python sam java docker
    infra/site.sh build
    echo "stack: building the functions; the first time takes some minutes"
    if runs_here; then
        infra/functions.sh stack
        return
    fi
    infra/install.sh lambda
    local flag=--x86-64
    [ "$(uname -m)" = x86_64 ] || flag=--arm64
    infra/functions.sh lambda "$flag" --profile dev
    echo "stack: building the front"
    cargo build --locked --workspace --tests --bin beian
}

# Whether a program that is built for this machine runs in the functions' container: it has this machine's C library
# where its image is made of this machine's packages.
runs_here() {
    [ "$(uname -s)" = Linux ] && [ -z "${BEIAN_LAMBDA_IMAGE:-}" ] || return 1
    local tags
    tags=$(docker image inspect --format '{{.RepoTags}}' public.ecr.aws/lambda/provided:al2023 2>/dev/null) || return 0
    [[ $tags == *beian-lambda:* ]]
}

case ${1:-} in
up)
    build
    stack up
    ;;
test)
    infra/install.sh nextest browser
    build
    [ -f .tools/stack/state.json ] && stack status >/dev/null || trap 'stack down' EXIT
    stack up
    export BEIAN_STACK=$PWD/.tools/stack/state.json
    echo "── Offices, on the stack"
    cargo nextest run --locked --workspace --profile stack
    echo "── Browser, on the stack"
    (
        cd tests/browser
        npm ci --no-audit --no-fund --loglevel=error
        # Entries that are not sent yet, and the sign-in over the page, are matters of the page alone: the local edition shows them.
        PATH="$PWD/../../site/node_modules/.bin:$PATH" npm test -- $(ls ./*.test.mjs | grep -vE '/(unsent|overlay)')
    )
    stack reset
    echo "stack: green after $((SECONDS / 60)) min $((SECONDS % 60)) s"
    ;;
down | status)
    stack "$1"
    ;;
*) echo "up, test, down or status, not ${1:-nothing}" >&2 && exit 2 ;;
esac
