#!/bin/sh
# Delivers a report and keeps its receipt. / 报送一份报告并保存回执。
# BASE: address / 地址; KEY: the department's key / 部门密钥; DEPARTMENT: its id / 部门标识.
# Usage / 用法: deliver.sh metadata.json report.docx report-2023
set -eu
: "${BASE:?}" "${KEY:?}" "${DEPARTMENT:?}"
metadata=$1 file=$2 request=$3

# The same Idempotency-Key for the same report: sent again after a cut, it is recorded once.
# 同一报告使用同一 Idempotency-Key：断线后重发不会重复登记。
curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused \
  -H "Authorization: Bearer $KEY" -H "Idempotency-Key: $request" -H "Accept-Language: zh-CN" \
  -F "metadata=<$metadata;type=application/json" -F "file=@$file" \
  -o receipt.json "$BASE/api/departments/$DEPARTMENT/reports" || { cat receipt.json >&2; exit 1; }

# The receipt names the hash of what arrived. / 回执中有所收文件的哈希值。
grep -q "$(sha256sum "$file" | cut -d ' ' -f 1)" receipt.json || { echo "The hash differs. / 哈希值不符。" >&2; exit 1; }
cat receipt.json
