using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Digests;

/// <summary>Prints the digest of one file. Whatever cannot be decoded becomes a line that says why, and the work goes on.</summary>
internal sealed class FileDigest(JsonLines lines, RootInput input, ReadOptions options)
{
    private readonly string _name = input.Name;

    /// <summary>Prints the rows of all keys, or of the object of that path alone.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        string? only = input.Object;
        try
        {
            await using RootFile file = await input.OpenAsync(cancellationToken);
            IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken);
            RootKey[] wanted = [.. keys.Where(key => only is null || key.Path == only || $"{key.Path};{key.Cycle}" == only)];
            if (only is not null && wanted.Length == 0)
                await lines.WriteAsync(row => DigestRows.WriteMissing(row, _name, only, keys.Select(k => k.Path)), cancellationToken);
            foreach (RootKey key in wanted) await WriteKeyAsync(file, key, cancellationToken);
        }
        catch (Exception failure) when (IsOfTheFile(failure, cancellationToken))
        {
            await lines.WriteAsync(row => DigestRows.WriteUnreadable(row, _name, null, "", failure.Message), cancellationToken);
        }
    }

    private async Task WriteKeyAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        if (!key.IsTree)
        {
            await lines.WriteAsync(row => DigestRows.WriteObject(row, _name, key, null), cancellationToken);
            if (ObjectKinds.Of(key.ClassName) == ObjectKinds.Histogram) await WriteHistogramAsync(file, key, cancellationToken);
            return;
        }
        RootTree tree;
        try
        {
            tree = await file.OpenTreeAsync($"{key.Path};{key.Cycle}", cancellationToken);
        }
        catch (Exception failure) when (IsOfTheFile(failure, cancellationToken))
        {
            await lines.WriteAsync(row => DigestRows.WriteObject(row, _name, key, null), cancellationToken);
            await lines.WriteAsync(row => DigestRows.WriteUnreadable(row, _name, key, "", failure.Message), cancellationToken);
            return;
        }
        await lines.WriteAsync(row => DigestRows.WriteObject(row, _name, key, tree), cancellationToken);
        foreach (RootColumn column in tree.Columns) await WriteColumnAsync(tree, key, column, cancellationToken);
    }

    private async Task WriteHistogramAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        try
        {
            HistogramDigest digest = HistogramDigest.Of(await file.ReadObjectAsync(key, cancellationToken));
            await lines.WriteAsync(row => DigestRows.WriteHistogram(row, _name, key, digest), cancellationToken);
        }
        catch (Exception failure) when (IsOfTheFile(failure, cancellationToken))
        {
            await lines.WriteAsync(row => DigestRows.WriteUnreadable(row, _name, key, "", failure.Message), cancellationToken);
        }
    }

    private async Task WriteColumnAsync(RootTree tree, RootKey key, RootColumn column, CancellationToken cancellationToken)
    {
        string? why = column.WhyUnreadable;
        if (column is { Schema: { } schema, WhyUnreadable: null })   // bytes that nobody described are no digest of what they mean
        {
            try
            {
                using ColumnDigest digest = new(schema);
                await foreach (EntryBatch batch in tree.ReadBatchesAsync([column.Name], options, cancellationToken))
                    using (batch)
                        digest.Add(batch[column.Name]);
                await lines.WriteAsync(row => DigestRows.WriteColumn(row, _name, key, column.Name, digest), cancellationToken);
                return;
            }
            catch (Exception failure) when (IsOfTheFile(failure, cancellationToken))
            {
                why = failure.Message;
            }
        }
        await lines.WriteAsync(
            row => DigestRows.WriteUnreadable(row, _name, key, column.Name, why ?? "no reason is known"), cancellationToken);
    }

    // Files come from anywhere: whatever they provoke is reported in their line, but for a stop that was asked for.
    private static bool IsOfTheFile(Exception failure, CancellationToken cancellationToken) =>
        failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested;
}
