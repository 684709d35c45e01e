using System.Runtime.CompilerServices;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Units of several files as steps; a file is opened for its first unit, and left behind its last.</summary>
/// <param name="open">Opens a file of the dataset.</param>
/// <param name="unitsAhead">
/// Units whose files are opened before the one that is read is done: 1 where that takes no time, more where it takes round trips.
/// </param>
internal sealed class UnitSteps(Func<int, CancellationToken, Task<(IAsyncDisposable File, TreeSteps Steps)>> open, int unitsAhead)
{
    // Over the end of a file threads go on: while they decode the last of one, the next is opened and fetched.
    public async IAsyncEnumerable<ReadStep> ReadAsync(
        IAsyncEnumerable<ReadUnit> units, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LeftFiles left = new();
        await using var leaving = left.ConfigureAwait(false);
        Dictionary<int, Task<FileInWork>> opened = [];
        Lookahead<ReadUnit> ahead = new(units.GetAsyncEnumerator(CancellationToken.None));
        try
        {
            while (true)
            {
                while (ahead.Count < unitsAhead)
                {
                    (bool isThere, ReadUnit planned) = await ahead.PullAsync().ConfigureAwait(false);
                    if (!isThere) break;
                    if (!opened.ContainsKey(planned.File)) opened.Add(planned.File, OpenAsync(planned.File, cancellationToken));
                }
                if (!ahead.TryTake(out ReadUnit unit)) yield break;
                (IAsyncDisposable file, TreeSteps steps, RangeSteps ranges) = await opened[unit.File].ConfigureAwait(false);
                await foreach (ReadStep step in ranges.ReadAsync(unit.Range, cancellationToken).ConfigureAwait(false)) yield return step;
                if (!unit.EndsFile) continue;
                opened.Remove(unit.File);
                ranges.Dispose();
                await left.LeaveAsync(file, steps).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (Task<FileInWork> opening in opened.Values)
            {
                await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!opening.IsCompletedSuccessfully) continue;
                (IAsyncDisposable file, TreeSteps steps, RangeSteps ranges) = await opening.ConfigureAwait(false);
                ranges.Dispose();
                left.Leave(file, steps);
            }
            await ahead.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<FileInWork> OpenAsync(int place, CancellationToken cancellationToken)
    {
        (IAsyncDisposable file, TreeSteps steps) = await open(place, cancellationToken).ConfigureAwait(false);
        return new FileInWork(file, steps, steps.Begin());
    }

    private readonly record struct FileInWork(IAsyncDisposable File, TreeSteps Steps, RangeSteps Ranges);
}
