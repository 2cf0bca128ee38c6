#!/usr/bin/env bash
# The site: installs its packages and builds it, each only when something changed.
#
#   infra/site.sh build    into site/dist
#   infra/site.sh check    its types; with them, that every problem has its sentence in both languages
#   infra/site.sh test     its own tests, where it has some
set -euo pipefail
cd "$(dirname "$0")/.."
export ASTRO_TELEMETRY_DISABLED=1

packages() {
    local lock
    lock=$(cksum <site/package-lock.json)
    if [ "$(cat .tools/site-packages 2>/dev/null)" != "$lock" ] || [ ! -d site/node_modules ]; then
        infra/install.sh node
        echo "site: installing its packages" >&2
        # Exactly what the lock file names, as `npm ci` would; that refuses a lock file which leaves out what some
        # package could use on another kind of machine.
        (cd site && npm install --no-save --no-audit --no-fund --loglevel=error)
        mkdir -p .tools && echo "$lock" >.tools/site-packages
    fi
    # The site wants a newer Node than many systems have; it brings its own, which goes first.
    export PATH="$PWD/site/node_modules/.bin:$PATH"
}

stale() {
    [ ! -f site/dist/index.html ] || [ ! -f .tools/site-built ] ||
        [ -n "$(find site infra/openapi.json \( -name node_modules -o -name dist -o -name .astro \) -prune -o \
            -type f -newer .tools/site-built -print -quit)" ]
}

case ${1:-build} in
build)
    packages
    if stale; then
        echo "site: building" >&2
        mkdir -p .tools && touch .tools/site-building
        (cd site && npm run --silent build)
        mv .tools/site-building .tools/site-built
    fi
    ;;
check)
    packages
    (cd site && npm run --silent check)
    ;;
test)
    packages
    (cd site && npm run --silent --if-present test)
    ;;
*) echo "build, check or test, not $1" >&2 && exit 2 ;;
esac
