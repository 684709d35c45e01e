using System.Globalization;
using Microsoft.ML;

namespace Hep.Train.ML;

/// <summary>Asks ML.NET again and again how far a fit is: it tells only those who ask.</summary>
internal sealed class FitWatch : IAsyncDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    private readonly MLContext _context;
    private readonly FitPlan _plan;
    private readonly IProgress<FittingProgress>? _progress;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _asking;
    private int _fit, _made;   // the fits count from 1; 0: none has begun

    /// <summary>Watches until it is disposed; null: nobody wants to know.</summary>
    public FitWatch(MLContext context, FitPlan plan, IProgress<FittingProgress>? progress, TimeSpan interval)
    {
        (_context, _plan, _progress) = (context, plan, progress);
        _asking = progress is null ? Task.CompletedTask : AskAsync(interval > Shortest ? interval : Shortest);
    }

    /// <summary>After the end of a fit that was not broken off: no more is to come.</summary>
    public void TellEnd() => _progress?.Report(new FittingProgress(_plan.Fits * _plan.Iterations, _plan.Fits * _plan.Iterations));

    /// <summary>Ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AskAsync(TimeSpan interval)
    {
        using PeriodicTimer timer = new(interval);
        while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false)) Tell(_progress!);
    }

    private void Tell(IProgress<FittingProgress> progress)
    {
        foreach (WorkEvent told in HiddenMembers.ReadProgress(_context))
            if (told.Work.StartsWith(_plan.Work, StringComparison.Ordinal)) Take(told);
        if (_fit > 0) progress.Report(new FittingProgress((_fit - 1) * _plan.Iterations + _made, _plan.Fits * _plan.Iterations));
    }

    // The name says which fit it is: that it begins, or that the one before has ended, may not be told at all.
    private void Take(WorkEvent told)
    {
        int fit = told.Work.LastIndexOf('#') is >= 0 and int at ? int.Parse(told.Work.AsSpan(at + 1), CultureInfo.InvariantCulture) : 1;
        if (fit < _fit) return;
        if (fit > _fit) (_fit, _made) = (fit, 0);
        _made = (int)(told.Done ?? _made);
    }
}
