using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Http;

/// <summary>
/// By when a request must be answered, as its sender says: in a header, from its arrival on, or in a parameter of its body, from when that
/// was read. Then whatever waits for it stops waiting, and what runs for it alone is ended.
/// </summary>
internal static class RequestDeadline
{
    /// <summary>Seconds, with decimals.</summary>
    public const string Header = "Request-Timeout";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Holds a request to its header.</summary>
    /// <exception cref="InferenceException">The header is no time.</exception>
    public static void LimitByHeader(this HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var value)) return;
        if (!double.TryParse(value.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            || !(seconds > 0) || seconds > Longest.TotalSeconds)
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"The header '{Header}' is a number of seconds such as 0.25, more than 0 and at most {Longest.TotalSeconds}.");
        context.Limit(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Holds a request to a time from now on, where it had no less before; null: no more than before.</summary>
    public static void Limit(this HttpContext context, TimeSpan? time)
    {
        if (time is not { } given) return;
        Deadline? before = context.Features.Get<Deadline>();
        long ends = Environment.TickCount64 + (long)given.TotalMilliseconds;
        if (before?.Ends <= ends) return;
        CancellationTokenSource end = Of(given, context.RequestAborted);
        context.Response.RegisterForDispose(end);
        context.Features.Set(new Deadline(given, ends, end.Token, before?.Connection ?? context.RequestAborted));
        context.RequestAborted = end.Token;
    }

    /// <summary>Ends after a time, or with a token.</summary>
    public static CancellationTokenSource Of(TimeSpan time, CancellationToken cancellationToken)
    {
        CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(time);
        return end;
    }

    /// <summary>A time in microseconds, as Triton's parameter <c>timeout</c> gives it; 0: none.</summary>
    /// <exception cref="InferenceException">It is negative, or longer than a day.</exception>
    public static TimeSpan? FromMicroseconds(long microseconds) =>
        microseconds == 0 ? null
        : microseconds > 0 && microseconds <= (long)Longest.TotalMicroseconds ? TimeSpan.FromMicroseconds(microseconds)
        : throw new InferenceException(InferenceFailure.InvalidRequest,
            $"The parameter 'timeout' is a number of microseconds from 0 (none) to {Longest.TotalMicroseconds}.");

    public static InferenceException Passed(TimeSpan time, Exception inner) =>
        new(InferenceFailure.Timeout, string.Create(CultureInfo.InvariantCulture,
            $"The request was not answered within the {time.TotalSeconds} s that it gave. What had not begun was dropped."), inner);

    /// <summary>Whether its sender went away, so that nobody is to be answered.</summary>
    public static bool IsAbandoned(this HttpContext context) =>
        (context.Features.Get<Deadline>()?.Connection ?? context.RequestAborted).IsCancellationRequested;

    /// <summary>What a failure means to the sender: where the time was over, this, and not what was ended for it.</summary>
    public static Exception Explain(HttpContext context, Exception failure)
    {
        if (failure is not OperationCanceledException || context.Features.Get<Deadline>() is not { IsOver: true } deadline) return failure;
        context.RequestAborted = deadline.Connection;   // so that the answer can be written
        return Passed(deadline.Time, failure);
    }

    private sealed record Deadline(TimeSpan Time, long Ends, CancellationToken End, CancellationToken Connection)
    {
        public bool IsOver => End.IsCancellationRequested;
    }
}
