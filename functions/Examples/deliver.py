"""Delivers a report and keeps its receipt. / 报送一份报告并保存回执。

BASE: address / 地址; KEY: the department's key / 部门密钥; DEPARTMENT: its id / 部门标识.
Usage / 用法: python3 deliver.py metadata.json report.docx report-2023
"""
import hashlib
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


def deliver(base, key, department, metadata, file, request_key):
    """Sends until there is an answer; the same Idempotency-Key makes a repetition harmless. / 反复发送直至收到答复，不会重复登记。"""
    boundary = uuid.uuid4().hex
    name = urllib.parse.quote(file.name)
    body = b"".join([
        f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n\r\n'.encode(),
        metadata,
        f"\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''{name}\r\n\r\n".encode(),
        file.read_bytes(),
        f"\r\n--{boundary}--\r\n".encode(),
    ])
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Idempotency-Key": request_key,
        "Accept-Language": "zh-CN",
    }
    for attempt in range(6):
        request = urllib.request.Request(f"{base}/api/departments/{department}/reports", data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=230) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 503) or attempt == 5:
                sys.exit(refused.read().decode())
            time.sleep(int(refused.headers.get("Retry-After", 5)))
        except urllib.error.URLError:
            if attempt == 5:
                raise
            time.sleep(2 ** attempt)


if __name__ == "__main__":
    path = pathlib.Path(sys.argv[2])
    receipt = deliver(
        os.environ["BASE"], os.environ["KEY"], os.environ["DEPARTMENT"], pathlib.Path(sys.argv[1]).read_bytes(), path, sys.argv[3])
    if receipt["files"][0]["sha256"] != hashlib.sha256(path.read_bytes()).hexdigest():
        sys.exit("The hash differs. / 哈希值不符。")
    pathlib.Path("receipt.json").write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")
    print(receipt["id"])
