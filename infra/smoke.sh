#!/usr/bin/env bash
# Asks a running installation the few questions that tell whether it works: smoke.sh BASE_URL KEY
# KEY is a key of a member of staff. With --sweep an administrator's key: health is looked at in depth, one sweep is run.
# With --version V the program that answers must be V; that too needs an administrator's key.
set -euo pipefail

usage() {
  echo "Usage: $0 BASE_URL KEY [--sweep] [--version V]" >&2
  exit 2
}

[ $# -ge 2 ] || usage
base=${1%/}
key=$2
shift 2
sweep=
version=
failed=0
while [ $# -gt 0 ]; do
  case $1 in
    --sweep) sweep=yes ;;
    --version) version=${2:?"$(usage)"}; shift ;;
    *) usage ;;
  esac
  shift
done

# curl cannot repeat a request whose answer went to /dev/null.
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Key and body stay out of the process list and the output.
ask() {
  curl --silent --show-error --max-time 230 --retry 3 --retry-connrefused --output "$answer" --write-out '%{http_code}' \
    --config - "$@" <<< "${header:-}" || true
}

expect() {
  local code=$1 name=$2 got
  shift 2
  # Each retry writes its own code.
  got=$(ask "$@")
  got=${got: -3}
  if [ "$got" = "$code" ]; then
    echo "passed  $name"
  else
    echo "FAILED  $name: $got instead of $code"
    failed=1
  fi
}

header=
expect 200 "the program runs" "$base/api/health/live"
expect 200 "it is ready to serve" "$base/api/health/ready"
expect 401 "a caller without a key is refused" "$base/api/alerts"
expect 404 "an unknown address is not found" "$base/api/no-such-thing"

header="header = \"Authorization: Bearer $key\""
expect 200 "open alerts are listed" "$base/api/alerts"
expect 200 "laws are listed" "$base/api/laws"
expect 200 "departments are listed" "$base/api/departments"
expect 200 "sweeps are listed" "$base/api/sweeps"
if [ -n "$sweep" ]; then
  expect 200 "a sweep runs" --request POST "$base/api/sweeps"
  expect 200 "health shows no fault" "$base/api/health"
fi
if [ -n "$sweep$version" ]; then
  got=$(curl --silent --max-time 60 --config - "$base/api/health" <<< "$header" | sed -n 's/.*"version":"\([^"]*\)".*/\1/p' || true)
  # What follows a plus sign names the build.
  if [ -n "$got" ] && { [ -z "$version" ] || [ "${got%%+*}" = "$version" ]; }; then
    echo "passed  version ${got%%+*}"
  else
    echo "FAILED  version: ${got:-none} instead of ${version:-any}"
    failed=1
  fi
fi
exit $failed
