using System.Text.RegularExpressions;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Skims;

/// <summary>The trees of all inputs, one behind the other, as one that is to be skimmed.</summary>
/// <param name="Entries">The entries of the range; where there is a cut for the reader, those that pass.</param>
/// <param name="First">The first entry of the range, counted over the chain.</param>
/// <param name="Tree">The tree of the first file, which stays open: the skim has its name, and its format unless told otherwise.</param>
internal sealed partial record SkimChain(RootDataset Entries, long First, RootTree Tree) : IAsyncDisposable
{
    /// <summary>The first file.</summary>
    public required RootFile FirstFile { get; init; }

    /// <summary>How the first file is read.</summary>
    public required ReadOptions Reading { get; init; }

    /// <summary>The entries that the range holds, before any cut.</summary>
    public long EntryCount => Entries.EntryCount!.Value;            // every file was looked at

    /// <summary>How many entries of the range lie before the end of a batch.</summary>
    public long EntriesUpTo(EntryBatch batch)
    {
        EntrySource source = batch.Identities.Sources[batch.Identities.SourceIndices[^1]];
        return source.ChainStart + batch.Identities.Entries[^1] + 1 - First;
    }

    /// <summary>Opens the files and finds the range.</summary>
    /// <param name="inputs">The files, of one tree each.</param>
    /// <param name="range">What of the chain is wanted; null: all.</param>
    /// <param name="cut">A cut on stored columns; null: none, or one that the reader cannot make.</param>
    /// <param name="call">How to read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">The inputs are of several trees.</exception>
    public static async Task<SkimChain> OpenAsync(IReadOnlyList<RootInput> inputs, EntryRange? range,
        Expression? cut, Invocation call, CancellationToken cancellationToken)
    {
        string[] named = [.. inputs.Select(i => i.Object).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (named.Length > 1)
            throw new ToolException($"A skim is one tree, and these are several: {string.Join(", ", named)}. Skim them one by one.");
        string? name = named.FirstOrDefault();
        RootFile file = await inputs[0].OpenAsync(cancellationToken);
        try
        {
            RootTree tree = await file.OpenTreeAsync(name, cancellationToken);
            DatasetSource source = new() { Files = [.. inputs.Select(i => i.File)], Tree = name ?? tree.Path };
            if (range is { CountsFromEnd: true })
            {
                (long first, long end) = range.Within((await OpenAsync(source, null, call, cancellationToken)).EntryCount!.Value);
                range = new EntryRange(first, end);
            }
            if (range is not null) source = source with { FirstEntry = range.First, EndEntry = range.End };
            return new SkimChain(await OpenAsync(source, cut, call, cancellationToken), source.FirstEntry, tree)
            {
                FirstFile = file,
                Reading = call.ReadOptions with { FirstEntry = source.FirstEntry, EndEntry = source.EndEntry, Where = cut },
            };
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Which columns a first look at the range shows not to be what the first file says of them, and why.</summary>
    /// <param name="columns">The columns that are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyDictionary<string, string>> FindUndecodableAsync(
        IEnumerable<string> columns, CancellationToken cancellationToken) => Tree.FindUndecodableAsync(columns, Reading, cancellationToken);

    /// <summary>Closes the first file.</summary>
    public ValueTask DisposeAsync() => FirstFile.DisposeAsync();

    /// <summary>What <c>--without</c> takes for the column that a failure names, or those of the branch; null: it names none.</summary>
    /// <param name="failure">What ended the skim.</param>
    /// <param name="columns">Those of the chain; null: it was not opened.</param>
    public static string? Unread(Exception failure, Schema? columns)
    {
        if (failure is not RootException { Object: { } name } || Label().Match(name) is not { Success: true } label) return null;
        string unread = label.Groups["name"].Value;
        if (label.Groups["kind"].Value == "column" || (columns is not null && columns.TryGet(unread, out _))) return unread;
        return label.Groups["part"].Success ? null : $"*{unread}*";     // any branch has baskets, and its name may be part of others'
    }

    [GeneratedRegex("^(?<kind>column|branch) '(?<name>.+?)'(?<part>, [^']+)?$")]
    private static partial Regex Label();

    private static Task<RootDataset> OpenAsync(
        DatasetSource source, Expression? cut, Invocation call, CancellationToken cancellationToken)
    {
        DatasetSpecification specification = new() { Sources = [source], BaseFolder = call.Session.WorkingFolder };
        DatasetOptions options = new() { Reading = call.ReadOptions with { Where = cut }, Opening = call.Session.Opening };
        return RootDataset.OpenAsync(specification, options, cancellationToken);
    }
}
