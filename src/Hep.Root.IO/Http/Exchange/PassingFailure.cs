namespace Hep.Root.IO.Http;

/// <summary>Something that may go well the next time: a lost connection, a busy server. Never leaves this room.</summary>
internal sealed class PassingFailure(string message, Exception? innerException) : Exception(message, innerException)
{
    /// <summary>How long the server wants to be left alone; null: it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether some of what was wanted has come.</summary>
    public bool MadeProgress { get; set; }
}
