using System.Runtime.CompilerServices;
using Hep.Root.IO.Comparing;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO;

/// <summary>
/// Two files held against each other: their objects by path, newest cycles alone. Trees are compared by columns and entries, whether TTree
/// or RNTuple, other objects by their members. NaN equals NaN.
/// </summary>
public sealed class RootComparison
{
    private readonly RootLocation _first, _second;
    private readonly ComparisonOptions _options;

    /// <summary>What is to be compared; nothing is opened yet.</summary>
    /// <param name="first">A file, or one object in it with all that lies there.</param>
    /// <param name="second">Another. Objects that are named may have different names.</param>
    /// <param name="options">What of them is compared.</param>
    public RootComparison(RootLocation first, RootLocation second, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        (_first, _second, _options) = (first, second, options ?? ComparisonOptions.Default);
        _options.Check();
    }

    /// <summary>The objects that were compared so far, those that only one file has among them.</summary>
    public int ObjectCount { get; private set; }

    /// <summary>The columns that were compared so far, those that only one tree has among them.</summary>
    public int ColumnCount { get; private set; }

    /// <summary>
    /// Compares, and gives the differences as they are found, in the order of the first file; then what only the second has. Of each column
    /// the first entry that differs is told. In memory are batches of both trees within the budget, or one object of each file.
    /// </summary>
    /// <param name="progress">Is told the number of entries that were compared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RootException">
    /// While enumerating: a file cannot be opened, or its directories are damaged. Of a damaged object or column it is told, and the others
    /// are compared.
    /// </exception>
    /// <exception cref="Hep.Jagged.PipelineException">A pattern of the options is none.</exception>
    public async IAsyncEnumerable<RootDifference> CompareAsync(
        IProgress<long>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RootFile first = await RootFile.OpenAsync(_first.File, _options.Opening, cancellationToken).ConfigureAwait(false);
        await using var leaving = first.ConfigureAwait(false);
        RootFile second = await RootFile.OpenAsync(_second.File, _options.Opening, cancellationToken).ConfigureAwait(false);
        await using var leavingSecond = second.ConfigureAwait(false);
        Func<string, bool> isWanted = TreeComparison.NamePatterns(_options.Objects);
        List<(string Name, RootKey Key)> mine = await ListAsync(first, _first).ConfigureAwait(false);
        List<(string Name, RootKey Key)> theirs = await ListAsync(second, _second).ConfigureAwait(false);
        Dictionary<string, RootKey> others = [];
        foreach ((string name, RootKey key) in theirs) others.TryAdd(name, key);
        (ObjectCount, ColumnCount) = (0, 0);
        long entries = 0;
        foreach ((string name, RootKey key) in mine)
        {
            ObjectCount++;
            if (!others.Remove(name, out RootKey? other))
            {
                yield return new RootDifference(key.Path, DifferenceKind.OnlyInFirst, key.ClassName, "");
                continue;
            }
            bool isTree = await IsTreeAsync(first, key).ConfigureAwait(false);
            bool isOfOneKind = isTree == await IsTreeAsync(second, other).ConfigureAwait(false) && key.IsDirectory == other.IsDirectory;
            if (!isOfOneKind || !isTree && !key.IsDirectory && key.ClassName != other.ClassName)
                yield return new RootDifference(key.Path, DifferenceKind.Class, key.ClassName, other.ClassName);
            else if (isTree)
            {
                (RootTree? tree, RootTree? otherTree, RootDifference? lost) =
                    await ReadAsync(key, file => file.OpenTreeAsync(key, cancellationToken),
                        file => file.OpenTreeAsync(other, cancellationToken)).ConfigureAwait(false);
                if (lost is not null) yield return lost;
                if (tree is null || otherTree is null) continue;
                TreeComparison trees = new(tree, otherTree, _options, count => progress?.Report(entries += count));
                await foreach (RootDifference difference in trees.CompareAsync(cancellationToken).ConfigureAwait(false))
                    yield return difference;
                ColumnCount += trees.ColumnCount;
            }
            else if (!key.IsDirectory)
            {
                (RootObject? value, RootObject? otherValue, RootDifference? lost) =
                    await ReadAsync(key, file => file.ReadObjectAsync(key, cancellationToken),
                        file => file.ReadObjectAsync(other, cancellationToken)).ConfigureAwait(false);
                if (lost is not null) yield return lost;
                if (value is null || otherValue is null) continue;
                foreach (ValueDifference found in ObjectComparison.Compare(value, otherValue, _options.Tolerance))
                    yield return new RootDifference(key.Path, DifferenceKind.Value, found.First, found.Second) { Place = found.Place };
            }
        }
        foreach ((string name, RootKey key) in theirs)
            if (others.Remove(name))
            {
                ObjectCount++;
                yield return new RootDifference(key.Path, DifferenceKind.OnlyInSecond, "", key.ClassName);
            }

        // By their names below what the location names, so that objects of two names can be compared.
        async Task<List<(string, RootKey)>> ListAsync(RootFile file, RootLocation location)
        {
            IReadOnlyList<KeyNode> nodes = await KeySearch.ListAsync(file, location, cancellationToken).ConfigureAwait(false);
            int above = location.Object is null ? 0 : nodes[0].Newest.Path.Length;
            return [.. nodes.Select(n => n.Newest).Where(k => isWanted(k.Path)).Select(k => (k.Path[above..], k))];
        }

        // Both, or why they are not compared.
        async Task<(T? First, T? Second, RootDifference? Lost)> ReadAsync<T>(
            RootKey key, Func<RootFile, Task<T>> read, Func<RootFile, Task<T>> readOther) where T : class
        {
            (T? mine, string why) = await TryAsync(read(first)).ConfigureAwait(false);
            (T? theirs, string whyOther) = await TryAsync(readOther(second)).ConfigureAwait(false);
            return mine is not null && theirs is not null ? (mine, theirs, null)
                : (null, null, new RootDifference(key.Path, DifferenceKind.NotCompared, why, whyOther));
        }

        static async Task<(T? Value, string Why)> TryAsync<T>(Task<T> reading) where T : class
        {
            try
            {
                return (await reading.ConfigureAwait(false), "");
            }
            catch (RootException failure)
            {
                return (null, failure.Message);
            }
        }

        async ValueTask<bool> IsTreeAsync(RootFile file, RootKey key)
        {
            StreamerInfos infos = await file.GetInfosAsync(cancellationToken).ConfigureAwait(false);
            return key.IsTree || infos.IsKindOf(key.ClassName, "TTree");
        }
    }
}
