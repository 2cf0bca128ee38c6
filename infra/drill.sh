#!/usr/bin/env bash
# Practises to restore: takes a copy, checks it as `beian verify` does, and throws it away. The running edition is not touched.
#
#   infra/drill.sh local [DATA]       a backup of the data directory, also while it is in use
#   infra/drill.sh aws TABLE BUCKET   the table as it was five minutes ago, restored beside it
#
# The latter costs what a restore of that size costs, and calls AWS in the name of the AWS command line.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "drill: $*" >&2 && exit 1; }
beian=
for built in target/debug/beian target/release/beian; do
    [ ! -x "$built" ] || beian=$built
done
[ -n "$beian" ] || fail "beian is not built; run: cargo build --release --bin beian"

case ${1-} in
local)
    data=${2:-data}
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    "$beian" backup "$copy/backup" --data "$data"
    "$beian" verify --data "$copy/backup"
    ;;
aws)
    [ $# = 3 ] || fail "say which: infra/drill.sh aws TABLE BUCKET"
    command -v aws >/dev/null || fail "the AWS command line is missing; install it: https://aws.amazon.com/cli/"
    table=$2 copy="$2-drill-$(date -u +%Y%m%d%H%M)"
    trap 'echo "drill: removing $copy"; aws dynamodb delete-table --table-name "$copy" >/dev/null || echo "drill: please delete the table $copy" >&2' EXIT
    echo "drill: restoring $table as $copy, which takes from some minutes to hours"
    aws dynamodb restore-table-to-point-in-time --source-table-name "$table" --target-table-name "$copy" \
        --restore-date-time "$(date -u -d '5 minutes ago' +%Y-%m-%dT%H:%M:%SZ)" >/dev/null
    until [ "$(aws dynamodb describe-table --table-name "$copy" --query Table.TableStatus --output text)" = ACTIVE ]; do
        sleep 20
    done
    eval "$(aws configure export-credentials --format env)"
    AWS_REGION=${AWS_REGION:-$(aws configure get region)} BEIAN_TABLE=$copy BEIAN_BUCKET=$3 BEIAN_PROVINCE=36 "$beian" verify --aws
    ;;
*) fail "local or aws, not ${1:-nothing}; see the head of infra/drill.sh" ;;
esac
echo "drill: the copy is whole"
