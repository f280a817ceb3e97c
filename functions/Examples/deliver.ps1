# Delivers a report and keeps its receipt. PowerShell 7. / 报送一份报告并保存回执。需要 PowerShell 7。
# $env:BASE: address / 地址; $env:KEY: the department's key / 部门密钥; $env:DEPARTMENT: its id / 部门标识.
# Usage / 用法: ./deliver.ps1 metadata.json report.docx report-2023
param([string]$Metadata, [string]$File, [string]$Request)
$ErrorActionPreference = 'Stop'
$headers = @{
    Authorization = "Bearer $env:KEY"
    'Idempotency-Key' = $Request
    'Accept-Language' = 'zh-CN'
}
$form = @{
    metadata = Get-Content -Raw -Encoding utf8 $Metadata
    file = Get-Item $File
}
$receipt = Invoke-RestMethod -Method Post -Uri "$env:BASE/api/departments/$env:DEPARTMENT/reports" `
    -Headers $headers -Form $form -MaximumRetryCount 5 -RetryIntervalSec 5
if ($receipt.files[0].sha256 -ne (Get-FileHash -Algorithm SHA256 $File).Hash.ToLower()) {
    throw 'The hash differs. / 哈希值不符。'
}
$receipt | ConvertTo-Json -Depth 20 | Set-Content -Encoding utf8 receipt.json
$receipt.id
