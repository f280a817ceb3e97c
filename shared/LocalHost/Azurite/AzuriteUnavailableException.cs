namespace Supervision.LocalHost.Azurite;

/// <summary>Azurite cannot be had on this machine; the message is one line that says what to do.</summary>
public sealed class AzuriteUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
