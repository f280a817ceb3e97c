"""Delivers a report of 25 to 250 MB in parts and keeps its receipt. / 分段报送 25 至 250 MB 的报告并保存回执。

BASE: address / 地址; KEY: the department's key / 部门密钥; DEPARTMENT: its id / 部门标识.
Usage / 用法: python3 deliver-large.py metadata.json report.pdf report-2023
Run again after a cut, it goes on where it was. / 断线后重新运行即可续传。
"""
import hashlib
import http.client
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.request

PART = 8 * 1024 * 1024
TRIES = 6


def call(method, url, body, headers):
    """Sends until there is an answer; sending the same again does no harm. / 反复发送直至收到答复；重复发送不产生影响。"""
    headers = {"Authorization": f"Bearer {os.environ['KEY']}", "Accept-Language": "zh-CN", **headers}
    for attempt in range(TRIES):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers, method=method), timeout=230) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 502, 503, 504) or attempt == TRIES - 1:
                sys.exit(refused.read().decode())
            time.sleep(int(refused.headers.get("Retry-After") or 5))
        except (OSError, http.client.HTTPException):
            if attempt == TRIES - 1:
                raise
            time.sleep(2 ** attempt)


def call_json(url, value, headers=None):
    return call("POST", url, json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": "application/json", **(headers or {})})


def deliver(metadata, file, request_key):
    uploads = f"{os.environ['BASE']}/api/departments/{os.environ['DEPARTMENT']}/uploads"

    # Begin: what is to come. The same Idempotency-Key finds the same upload. / 登记；同一 Idempotency-Key 对应同一次上传。
    announced = {"kind": "report", "metadata": metadata, "files": [{"name": file.name, "length": file.stat().st_size}]}
    upload = call_json(uploads, announced, {"Idempotency-Key": request_key})
    arrived = {(part["number"], part["sha256"]) for part in upload["files"][0]["parts"]}

    # Parts, each with its hash; what has arrived is passed over. / 逐段发送并附哈希值；已收到的跳过。
    whole, hashes = hashlib.sha256(), []
    with file.open("rb") as content:
        while part := content.read(PART):
            whole.update(part)
            hashes.append(hashlib.sha256(part).hexdigest())
            if (len(hashes), hashes[-1]) not in arrived:
                call("PUT", f"{uploads}/{upload['id']}/files/1/parts/{len(hashes)}", part,
                     {"Content-Type": "application/octet-stream", "X-Content-SHA256": hashes[-1]})

    # Commit: only now the report counts as received. / 提交；此时才算收到。
    receipt = call_json(f"{uploads}/{upload['id']}/commit", {"files": [{"sha256": whole.hexdigest(), "parts": hashes}]})
    if receipt["files"][0]["sha256"] != whole.hexdigest():
        sys.exit("The hash differs. / 哈希值不符。")
    return receipt


if __name__ == "__main__":
    received = deliver(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")), pathlib.Path(sys.argv[2]), sys.argv[3])
    pathlib.Path("receipt.json").write_text(json.dumps(received, ensure_ascii=False), encoding="utf-8")
    print(received["id"])
