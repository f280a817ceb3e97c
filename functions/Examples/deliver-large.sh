#!/bin/sh
# Delivers a report of 25 to 250 MB in parts and keeps its receipt. / 分段报送 25 至 250 MB 的报告并保存回执。
# BASE: address / 地址; KEY: the department's key / 部门密钥; DEPARTMENT: its id / 部门标识.
# Usage / 用法: deliver-large.sh metadata.json report.pdf report-2023
# Run again after a cut, it goes on where it was. / 断线后重新运行即可续传。
set -eu
: "${BASE:?}" "${KEY:?}" "${DEPARTMENT:?}"
metadata=$1 file=$2 request=$3
uploads=$BASE/api/departments/$DEPARTMENT/uploads
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# call OUTPUT ARGUMENTS...
call() {
  output=$1
  shift
  curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused \
    -H "Authorization: Bearer $KEY" -H "Accept-Language: zh-CN" -o "$output" "$@" || { cat "$output" >&2; exit 1; }
}

# Begin: what is to come. The same Idempotency-Key finds the same upload. / 登记；同一 Idempotency-Key 对应同一次上传。
name=$(basename "$file" | sed 's/[\\"]/\\&/g')
printf '{"kind":"report","metadata":%s,"files":[{"name":"%s","length":%d}]}' "$(cat "$metadata")" "$name" "$(wc -c < "$file")" > "$work/begin.json"
call "$work/upload.json" -H "Idempotency-Key: $request" -H 'Content-Type: application/json' --data-binary "@$work/begin.json" "$uploads"
upload=$uploads/$(grep -o '"id":"u[^"]*"' "$work/upload.json" | cut -d '"' -f 4)

# Parts, each with its hash; what has arrived is passed over. / 逐段发送并附哈希值；已收到的跳过。
split -b 8388608 -a 4 "$file" "$work/part-"
number=0 hashes=
for part in "$work"/part-*; do
  number=$((number + 1))
  hash=$(sha256sum "$part" | cut -d ' ' -f 1)
  grep -q "\"number\":$number,[^}]*$hash" "$work/upload.json" \
    || call "$work/part.json" -T "$part" -H 'Content-Type: application/octet-stream' -H "X-Content-SHA256: $hash" "$upload/files/1/parts/$number"
  hashes=$hashes${hashes:+,}\"$hash\"
done

# Commit: only now the report counts as received. / 提交；此时才算收到。
whole=$(sha256sum "$file" | cut -d ' ' -f 1)
printf '{"files":[{"sha256":"%s","parts":[%s]}]}' "$whole" "$hashes" > "$work/commit.json"
call receipt.json -H 'Content-Type: application/json' --data-binary "@$work/commit.json" "$upload/commit"
grep -q "$whole" receipt.json || { echo "The hash differs. / 哈希值不符。" >&2; exit 1; }
cat receipt.json
