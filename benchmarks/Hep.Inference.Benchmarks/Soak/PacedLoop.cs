using System.Diagnostics;

namespace Hep.Inference.Benchmarks;

/// <summary>
/// An open loop: requests are due at a steady rate, whatever becomes of those before them, and late ones are timed from when they were due.
/// </summary>
internal static class PacedLoop
{
    private const int MostUnderWay = 4000;

    /// <param name="rate">Requests a second.</param>
    /// <param name="duration">How long.</param>
    /// <param name="send">Sends one; it is given the time stamp at which it was due.</param>
    public static async Task RunAsync(double rate, TimeSpan duration, Func<long, Task> send)
    {
        using SemaphoreSlim room = new(MostUnderWay);
        long start = Stopwatch.GetTimestamp(), sent = 0;
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < duration)
        {
            for (long due = (long)(elapsed.TotalSeconds * rate); sent < due; sent++)
            {
                await room.WaitAsync();
                _ = SendAsync(start + (long)(sent / rate * Stopwatch.Frequency));
            }
            await Task.Delay(1);
        }
        for (int i = 0; i < MostUnderWay; i++) await room.WaitAsync();   // the last answers

        async Task SendAsync(long due)
        {
            await Task.Yield();
            await send(due);
            room.Release();
        }
    }
}
