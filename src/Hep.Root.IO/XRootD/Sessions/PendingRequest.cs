namespace Hep.Root.IO.XRootD;

/// <summary>A request that was sent and is not answered yet. Its stream id stays taken until the server has said its last word.</summary>
internal sealed class PendingRequest(RequestCode code, ResponseBody body)
{
    private readonly TaskCompletionSource<Answer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RequestCode Code => code;

    /// <summary>Takes what the server sends.</summary>
    public ResponseBody Body => body;

    /// <summary>The end of the request.</summary>
    public Task<Answer> Answer => _answer.Task;

    /// <summary>Until when the server may be silent, because it said so; in ticks of the session's clock.</summary>
    public long QuietUntil { get; set; }

    public void Complete(Answer answer) => _answer.TrySetResult(answer);

    /// <summary>Whoever asked may have given up: then nobody else hears of the failure, and nobody has to.</summary>
    public void Fail(Exception failure)
    {
        _answer.TrySetException(failure);
        _ = _answer.Task.Exception;
    }
}
