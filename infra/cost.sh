#!/usr/bin/env bash
# Computes what an installation asks of storage in a month and what that costs. All prices are yours: take them from the price list of your
# cloud and contract, in any one currency. Usage, numbers as NAME=VALUE before the command, e.g.:
#   DUE=900 UPLOADS=600 MB=2 PRICE_TABLE_10K=0.0004 PRICE_BLOB_WRITE_10K=0.05 PRICE_GB=0.02 ./cost.sh
# DUE deadlines looked at in a month, UPLOADS in a month of one file of MB, MAILS sent in a month, ROWS rows stored, YEARS kept.
# Counts marked M are measured by the makers (RequestCountTests), those marked E are estimated from the source.
set -euo pipefail
# Requests to storage as RequestCountTests counts them: a sweep with nothing due, each due deadline, an upload of one file.
IDLE_SWEEP=5
EACH_DUE=7.01
UPLOAD=6
awk -v idle="$IDLE_SWEEP" -v each="$EACH_DUE" -v upload="$UPLOAD" \
  -v due="${DUE:-900}" -v uploads="${UPLOADS:-600}" -v mb="${MB:-2}" -v mails="${MAILS:-1500}" -v rows="${ROWS:-200000}" -v years="${YEARS:-5}" \
  -v table="${PRICE_TABLE_10K:-0}" -v write="${PRICE_BLOB_WRITE_10K:-0}" -v gb="${PRICE_GB:-0}" \
  -v run="${PRICE_MILLION_RUNS:-0}" -v gbs="${PRICE_GB_SECOND:-0}" -v memory="${MEMORY_GB:-2}" -v log_gb="${PRICE_LOG_GB:-0}" -v log_mb="${LOG_MB_PER_DAY:-200}" '
function line(name, count, price) { printf "%-46s %12.0f %12.2f\n", name, count, price; total += price }
BEGIN {
  printf "%-46s %12s %12s\n", "in a month of 30 days", "count", "price"
  sweep = 24 * 30 * idle + due * each
  relay = 24 * 60 * 30 * 1 + (due + uploads) * 34 + mails * 8
  check = 30 * (rows / 7 / 1000 + rows / 7 / 10)
  uploadt = uploads * (upload - 1)
  line("table requests: sweeps (M)", sweep, sweep * table / 10000)
  line("table requests: relay of mails and lists (E)", relay, relay * table / 10000)
  line("table requests: check of the agenda (E)", check, check * table / 10000)
  line("table requests: uploads (M)", uploadt, uploadt * table / 10000)
  line("blob writes: uploads (M)", uploads, uploads * write / 10000)
  stored = (uploads * mb * 12 * years + rows * 1.5 / 1024 * 1) / 1024
  line("GB stored after " years " years", stored, stored * gb)
  runs = 24 * 60 * 30 + 24 * 30 * 2 + 90 + uploads
  line("runs of functions", runs, runs * run / 1000000)
  seconds = (24 * 60 * 30 * 0.5 + 24 * 30 * 5 + uploads * 1) * memory
  line("GB seconds of functions (E)", seconds, seconds * gbs)
  line("GB of logs", log_mb * 30 / 1024, log_mb * 30 / 1024 * log_gb)
  printf "%-46s %12s %12.2f\n", "together", "", total
}'
