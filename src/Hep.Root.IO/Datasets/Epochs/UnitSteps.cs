using System.Runtime.CompilerServices;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Units of several files as steps; a file is opened for its first unit, and left behind its last.</summary>
/// <param name="open">Opens a file of the dataset.</param>
internal sealed class UnitSteps(Func<int, CancellationToken, Task<(RootFile File, TreeSteps Steps)>> open)
{
    // Over the end of a file threads go on: while they decode the last of one, the next is opened and fetched.
    public async IAsyncEnumerable<ReadStep> ReadAsync(
        IAsyncEnumerable<ReadUnit> units, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LeftFiles left = new();
        await using var leaving = left.ConfigureAwait(false);
        Dictionary<int, (RootFile File, TreeSteps Steps, RangeSteps Ranges)> opened = [];
        try
        {
            await foreach (ReadUnit unit in units.ConfigureAwait(false))
            {
                if (!opened.TryGetValue(unit.File, out var file))
                {
                    (RootFile stored, TreeSteps steps) = await open(unit.File, cancellationToken).ConfigureAwait(false);
                    file = (stored, steps, steps.Begin());
                    opened.Add(unit.File, file);
                }
                await foreach (ReadStep step in file.Ranges.ReadAsync(unit.Range, cancellationToken).ConfigureAwait(false))
                    yield return step;
                if (!unit.EndsFile) continue;
                opened.Remove(unit.File);
                file.Ranges.Dispose();
                await left.LeaveAsync(file.File, file.Steps).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var file in opened.Values)
            {
                file.Ranges.Dispose();
                left.Leave(file.File, file.Steps);
            }
        }
    }
}
