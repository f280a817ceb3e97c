# Delivers a report of 25 to 250 MB in parts and keeps its receipt. PowerShell 7.4 or later. / 分段报送 25 至 250 MB 的报告并保存回执。需要 PowerShell 7.4 及以上版本。
# $env:BASE: address / 地址; $env:KEY: the department's key / 部门密钥; $env:DEPARTMENT: its id / 部门标识.
# Usage / 用法: ./deliver-large.ps1 metadata.json report.pdf report-2023
# Run again after a cut, it goes on where it was. / 断线后重新运行即可续传。
param([string]$Metadata, [string]$File, [string]$Request)
$ErrorActionPreference = 'Stop'
$uploads = "$env:BASE/api/departments/$env:DEPARTMENT/uploads"
$item = Get-Item -LiteralPath $File

function Invoke-Call([string]$Method, [string]$Uri, [byte[]]$Body, [string]$ContentType, [hashtable]$More = @{}) {
    $headers = @{ Authorization = "Bearer $env:KEY"; 'Accept-Language' = 'zh-CN' } + $More
    Invoke-RestMethod -Method $Method -Uri $Uri -Headers $headers -Body $Body -ContentType $ContentType `
        -MaximumRetryCount 5 -RetryIntervalSec 5
}

function ConvertTo-Body($Value) {
    , [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Value -Depth 20 -Compress))
}

# Begin: what is to come. The same Idempotency-Key finds the same upload. / 登记；同一 Idempotency-Key 对应同一次上传。
# The metadata goes in as it is written: numbers and dates stay what they are. / metadata 原样写入，数字和日期不作改动。
$announced = ConvertTo-Json -InputObject @(@{ name = $item.Name; length = $item.Length }) -Compress
$begin = '{"kind":"report","metadata":' + (Get-Content -Raw -Encoding utf8 $Metadata) + ',"files":' + $announced + '}'
$upload = Invoke-Call Post $uploads ([System.Text.Encoding]::UTF8.GetBytes($begin)) 'application/json' @{ 'Idempotency-Key' = $Request }

# Parts, each with its hash; what has arrived is passed over. / 逐段发送并附哈希值；已收到的跳过。
$arrived = @($upload.files[0].parts | ForEach-Object { "$($_.number) $($_.sha256)" })
$hashes = @()
$buffer = [byte[]]::new(8MB)
$content = [System.IO.File]::OpenRead($item.FullName)
try {
    while (($read = $content.ReadAtLeast($buffer, $buffer.Length, $false)) -gt 0) {
        $part = [byte[]]::new($read)
        [System.Array]::Copy($buffer, $part, $read)
        $hash = [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData($part)).ToLower()
        $hashes += $hash
        if ($arrived -notcontains "$($hashes.Count) $hash") {
            Invoke-Call Put "$uploads/$($upload.id)/files/1/parts/$($hashes.Count)" $part 'application/octet-stream' `
                @{ 'X-Content-SHA256' = $hash } | Out-Null
        }
    }
}
finally {
    $content.Dispose()
}

# Commit: only now the report counts as received. / 提交；此时才算收到。
$whole = (Get-FileHash -Algorithm SHA256 -LiteralPath $item.FullName).Hash.ToLower()
$commit = @{ files = @(@{ sha256 = $whole; parts = $hashes }) }
$receipt = Invoke-Call Post "$uploads/$($upload.id)/commit" (ConvertTo-Body $commit) 'application/json'
if ($receipt.files[0].sha256 -ne $whole) {
    throw 'The hash differs. / 哈希值不符。'
}
$receipt | ConvertTo-Json -Depth 20 | Set-Content -Encoding utf8 receipt.json
$receipt.id
