#!/usr/bin/env bash
# Asks a running installation the few questions that tell whether it works: smoke.sh BASE_URL KEY
# KEY is a key of a member of staff; with --sweep an administrator's key, and one sweep is run.
set -euo pipefail

[ $# -ge 2 ] || { echo "Usage: $0 BASE_URL KEY [--sweep]" >&2; exit 2; }
base=${1%/}
key=$2
failed=0

# Key and body stay out of the process list and the output.
ask() {
  curl --silent --show-error --max-time 230 --retry 3 --retry-connrefused --output /dev/null --write-out '%{http_code}' \
    --config - "$@" <<< "${header:-}" || true
}

expect() {
  local code=$1 name=$2 got
  shift 2
  got=$(ask "$@")
  if [ "$got" = "$code" ]; then
    echo "passed  $name"
  else
    echo "FAILED  $name: $got instead of $code"
    failed=1
  fi
}

header=
expect 401 "a caller without a key is refused" "$base/api/alerts"
expect 404 "an unknown address is not found" "$base/api/no-such-thing"

header="header = \"Authorization: Bearer $key\""
expect 200 "open alerts are listed" "$base/api/alerts"
expect 200 "laws are listed" "$base/api/laws"
expect 200 "departments are listed" "$base/api/departments"
expect 200 "sweeps are listed" "$base/api/sweeps"
if [ "${3:-}" = --sweep ]; then
  expect 200 "a sweep runs" --request POST "$base/api/sweeps"
fi
exit $failed
