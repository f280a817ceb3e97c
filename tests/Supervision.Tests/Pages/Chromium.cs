using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Supervision.Tests.Pages;

/// <summary>A real browser, driven by its DevTools protocol: opens pages, measures them, presses keys, and keeps what went wrong.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string profile;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> waiting = new();
    private readonly ConcurrentQueue<string> faults = new();
    private readonly SemaphoreSlim sending = new(1);
    private TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;
    private int last;

    private Chromium(Process process, string profile)
    {
        this.process = process;
        this.profile = profile;
    }

    /// <summary>Messages of the console and requests that failed since the last call of <see cref="OpenAsync"/>.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>Where the browser is on this machine, or null.</summary>
    private static string? Find() =>
        Places.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "chromium")))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts it; a test on a machine without it says so and is skipped.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var program = Find();
        Assert.SkipWhen(program is null, "Chromium is not installed (Debian package chromium).");
        var profile = Directory.CreateTempSubdirectory("chromium-").FullName;
        var start = new ProcessStartInfo(program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0",
            $"--user-data-dir={profile}", "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var browser = new Chromium(process, profile);
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page at a width in CSS pixels, as a browser with this cookie and language would.</summary>
    public async Task OpenAsync(Uri address, int width, string? cookie, string language, bool dark = false)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride", new { width, height = 900, deviceScaleFactor = 1, mobile = width < 600 });
        await SendAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } });
        await SendAsync("Network.setExtraHTTPHeaders", new { headers = new Dictionary<string, string> { ["Accept-Language"] = language } });
        await SendAsync("Network.clearBrowserCookies", new { });
        if (cookie is not null)
        {
            var parts = cookie.Split('=', 2);
            await SendAsync(
                "Network.setCookie",
                new { url = address.GetLeftPart(UriPartial.Authority), name = parts[0], value = parts[1], httpOnly = true, sameSite = "Strict", path = "/" });
        }

        faults.Clear();
        await GoAsync(() => SendAsync("Page.navigate", new { url = address.AbsoluteUri }));
    }

    /// <summary>Does something that loads a page and waits until it is there.</summary>
    public async Task GoAsync(Func<Task> act)
    {
        loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await act();
        await loaded.Task.WaitAsync(Patience);
    }

    /// <summary>The value of an expression, as JSON.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        return answer["exceptionDetails"] is { } fault ? throw new InvalidOperationException(fault.ToJsonString()) : answer["result"]!["value"];
    }

    public async Task PressAsync(string key, int code, string? text = null)
    {
        await SendAsync(
            "Input.dispatchKeyEvent",
            new { type = text is null ? "rawKeyDown" : "keyDown", key, code = key, windowsVirtualKeyCode = code, text = text ?? "" });
        await SendAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    public Task TypeAsync(string text) => SendAsync("Input.insertText", new { text });

    /// <summary>Chooses files in a field, as a person would in the dialogue.</summary>
    public async Task ChooseFilesAsync(string selector, params string[] files)
    {
        var root = (await SendAsync("DOM.getDocument", new { }))["root"]!["nodeId"]!.GetValue<int>();
        var field = (await SendAsync("DOM.querySelector", new { nodeId = root, selector }))["nodeId"]!.GetValue<int>();
        await SendAsync("DOM.setFileInputFiles", new { files, nodeId = field });
    }

    /// <summary>A picture of the whole page.</summary>
    public async Task<byte[]> PictureAsync() => Convert.FromBase64String(
        (await SendAsync("Page.captureScreenshot", new { format = "png", captureBeyondViewport = true }))["data"]!.GetValue<string>());

    /// <summary>Keeps a picture of the page in the folder that PAGES_PICTURES names, where it names one.</summary>
    public async Task KeepAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("PAGES_PICTURES") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), await PictureAsync(), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        socket.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        closing.Dispose();
        sending.Dispose();
        for (var attempt = 0; attempt < 20 && Directory.Exists(profile); attempt++)
        {
            try
            {
                Directory.Delete(profile, recursive: true);
            }
            catch (IOException)
            {
                // A helper process of the browser still writes into it.
                await Task.Delay(100);
            }
        }
    }

    private async Task ConnectAsync()
    {
        var file = Path.Combine(profile, "DevToolsActivePort");
        var waited = Stopwatch.StartNew();
        while (!File.Exists(file) || (await File.ReadAllLinesAsync(file)).Length < 2)
        {
            if (process.HasExited || waited.Elapsed > Patience)
            {
                throw new InvalidOperationException("Chromium did not start.");
            }

            await Task.Delay(50);
        }

        var port = (await File.ReadAllLinesAsync(file))[0];
        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list")))!.AsArray();
        var page = pages.First(target => target!["type"]!.GetValue<string>() == "page")!["webSocketDebuggerUrl"]!.GetValue<string>();
        await socket.ConnectAsync(new Uri(page), CancellationToken.None);
        reading = Task.Run(ReadAsync);
        foreach (var domain in new[] { "Page", "Runtime", "Network", "Log" })
        {
            await SendAsync(domain + ".enable", new { });
        }
    }

    private async Task<JsonNode> SendAsync(string method, object parameters)
    {
        var id = Interlocked.Increment(ref last);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = answer;
        var message = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters });
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (!closing.IsCancellationRequested)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), closing.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            foreach (var answer in waiting.Values)
            {
                answer.TrySetException(fault);
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is { } id && waiting.TryRemove(id, out var answer))
        {
            if (message["error"] is { } error)
            {
                answer.TrySetException(new InvalidOperationException(error.ToJsonString()));
            }
            else
            {
                answer.TrySetResult(message["result"]!);
            }

            return;
        }

        var details = message["params"];
        switch (message["method"]?.GetValue<string>())
        {
            case "Page.loadEventFired":
                loaded.TrySetResult();
                break;
            case "Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Network.loadingFailed":
                faults.Enqueue(details!.ToJsonString());
                break;
            case "Log.entryAdded" when details!["entry"]!["level"]!.GetValue<string>() is "error" or "warning":
                faults.Enqueue(details["entry"]!["text"]!.GetValue<string>() + " " + details["entry"]!["url"]);
                break;
            case "Network.responseReceived" when details!["response"]!["status"]!.GetValue<int>() >= 400:
                faults.Enqueue($"{details["response"]!["status"]} {details["response"]!["url"]}");
                break;
            default:
                break;
        }
    }
}
