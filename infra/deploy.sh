#!/usr/bin/env bash
# Deploys to AWS: functions, everything that template.yaml describes, and the site. It asks for settings that are missing.
#
#   infra/deploy.sh [--settings FILE] [--built] [--yes] [--lose NAME]…
#
#   --settings FILE   where the stack's name and the template's parameters stand, NAME=VALUE a line; deploy.settings.
#                     Missing settings are asked for and written there. Nothing in the file is secret.
#   --built           deploy the zips in target/zips and the site in site/dist, instead of building them
#   --yes             do not ask before the changes are made
#   --lose NAME       let go of a resource that holds data; else a change that would is refused
#
# Account and region come from the AWS command line: AWS_PROFILE, AWS_REGION and the like.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PATH:$PWD/.tools/bin:$PWD/.tools/venv/bin" SAM_CLI_TELEMETRY=0 AWS_PAGER=""

fail() { echo "deploy: $*" >&2 && exit 1; }

settings=deploy.settings built= yes= lose=()
while [ $# -gt 0 ]; do
    case $1 in
    --settings) settings=$2 && shift ;;
    --built) built=1 ;;
    --yes) yes=1 ;;
    --lose) lose+=(--lose "$2") && shift ;;
    *) fail "nothing is known of $1; see the head of infra/deploy.sh" ;;
    esac
    shift
done

command -v aws >/dev/null || fail "the AWS command line is missing; install it: https://aws.amazon.com/cli/"
command -v sam >/dev/null || fail "SAM's command line is missing; run: infra/install.sh sam"
region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || true)}}
[ -n "$region" ] || fail "no region is chosen; set AWS_REGION, such as ap-southeast-1"
export AWS_REGION=$region AWS_DEFAULT_REGION=$region
account=$(aws sts get-caller-identity --query Account --output text) ||
    fail "AWS does not know who you are; run aws configure, or set AWS_PROFILE"

touch "$settings"
setting() { sed -n "s/^$1=//p" "$settings" | tail -1; }
ask() { # NAME, question, default
    grep -q "^$1=" "$settings" && return
    [ -t 0 ] || fail "$1 is not in $settings: $2"
    read -r -p "$2 [${3-}]: " answer
    echo "$1=${answer:-${3-}}" >>"$settings"
}
ask StackName "Name of the stack" beian
ask Province "Two-digit code of the province" 36
ask Origin "Address of the site, https://…, without a slash at the end" ""
ask SiteName "Host that CloudFront serves; empty where another server stands in front" "$(setting Origin | sed 's|^https://||')"
[ -z "$(setting SiteName)" ] || ask SiteCertificate "ARN of the certificate for it, in us-east-1" ""
ask MailFrom "Sender of notices" ""
ask MailRegion "Region of SES; empty for $region" ""
ask AlarmAddress "Who is told of alarms; empty for nobody" ""
ask MonthlyBudget "Dollars a month from which they are told; 0 for none" 0

[[ $(setting Origin) == https://* ]] || fail "Origin in $settings is no https address; write one such as https://beian.example.org"
[ -z "$(setting SiteName)" ] || [[ $(setting SiteCertificate) == arn:*:acm:us-east-1:* ]] ||
    fail "SiteCertificate in $settings is not of us-east-1, where CloudFront wants it; request one there"
[[ $region != cn-* ]] || [ -z "$(setting SiteName)" ] || fail "SiteName must be empty in $region; see docs/OPERATING.md, China regions"
mail=$(setting MailRegion)
aws sesv2 get-account --region "${mail:-$region}" >/dev/null 2>&1 ||
    fail "SES does not answer in ${mail:-$region}; name a region in MailRegion in $settings where it is, and you may use it"

if [ -z "$built" ]; then
    infra/install.sh lambda python
    infra/functions.sh lambda --arm64
    python3 infra/package.py target/lambda target/zips
    infra/site.sh build
fi
mkdir -p target/deploy
sed 's|CodeUri: target/lambda/\(.*\)/$|CodeUri: ../zips/\1.zip|' template.yaml >target/deploy/template.yaml
parameters=()
while IFS='=' read -r name value; do
    [ "$name" = StackName ] || [ -z "$value" ] || parameters+=("$name=$value")
done <"$settings"

name=$(setting StackName)
echo "deploy: asking CloudFormation what would change in $name, account $account, $region"
said=$(sam deploy --template-file target/deploy/template.yaml --stack-name "$name" --resolve-s3 --s3-prefix "$name" \
    --capabilities CAPABILITY_IAM --parameter-overrides "${parameters[@]}" \
    --no-execute-changeset --no-fail-on-empty-changeset --no-progressbar) || { echo "$said" >&2 && fail "SAM did not make the change set"; }
changes=$(grep -o 'arn:[^ ]*:changeSet/[^ ]*' <<<"$said" | head -1 || true)
if [ -n "$changes" ]; then
    aws cloudformation describe-change-set --change-set-name "$changes" --output json | python3 infra/changes.py "${lose[@]}"
    if [ -z "$yes" ]; then
        [ -t 0 ] || fail "nobody is here to agree; nothing was changed. Say --yes"
        read -r -p "Make these changes? [y/N] " answer
        [ "$answer" = y ] || fail "nothing was changed"
    fi
    kind=$(grep -q '"REVIEW_IN_PROGRESS"' <<<"$(aws cloudformation describe-stacks --stack-name "$name" --output json)" && echo create || echo update)
    aws cloudformation execute-change-set --change-set-name "$changes"
    aws cloudformation wait "stack-$kind-complete" --stack-name "$name" ||
        fail "CloudFormation took the changes back; why: aws cloudformation describe-stack-events --stack-name $name"
else
    echo "deploy: nothing changes in what the template describes"
fi

output() { aws cloudformation describe-stacks --stack-name "$name" --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text; }
files=$(output SiteFiles)
# Files with their hash in their name go first, so that no page asks for a file that is not there yet; old files go last.
aws s3 sync site/dist/_astro "s3://$files/_astro" --cache-control "public, max-age=31536000, immutable" --only-show-errors
aws s3 sync site/dist "s3://$files" --exclude "_astro/*" --cache-control no-cache --delete --only-show-errors
distribution=$(output Distribution)
[ -z "$distribution" ] || [ "$distribution" = None ] ||
    aws cloudfront create-invalidation --distribution-id "$distribution" --paths "/*" >/dev/null
echo "deploy: done. $(setting Origin)"
[ -z "$(setting SiteName)" ] || echo "deploy: the DNS record of $(setting SiteName) must point to $(output SiteAddress)"
