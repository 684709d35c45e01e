using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Http;

/// <summary>What is found out about a request while it is answered, for figures and the log; it stays with the request.</summary>
internal sealed class RequestRecord
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _rows, _bytes, _answerBytes;

    /// <summary>Since it arrived.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>The model that predicted; null: none did.</summary>
    public ModelVersion? Model { get; private set; }

    /// <summary>Events, or rows of tensors, that were predicted.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Bytes of the body, unpacked, as far as it was read.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Bytes of the answers that are messages; of others HTTP knows the length.</summary>
    public long AnswerBytes => Volatile.Read(ref _answerBytes);

    /// <summary>Whether somebody sees its end, and has its line written.</summary>
    public bool IsWatched { get; set; }

    /// <summary>The record of a request, made where there is none.</summary>
    public static RequestRecord Of(HttpContext context)
    {
        if (context.Features.Get<RequestRecord>() is { } there) return there;
        RequestRecord record = new();
        context.Features.Set(record);
        return record;
    }

    /// <summary>Rows were predicted.</summary>
    public void Predicted(ModelVersion model, int rows)
    {
        Model = model;
        Interlocked.Add(ref _rows, rows);
    }

    /// <summary>Bytes of the body were read.</summary>
    public void Received(int bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>A message was answered.</summary>
    public void Answered(int bytes) => Interlocked.Add(ref _answerBytes, bytes);
}
