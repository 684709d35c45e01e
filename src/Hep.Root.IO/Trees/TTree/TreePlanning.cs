using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Plans the columns of a tree. What the metadata leave open, the class of the objects of a TClonesArray, its first entry is asked for.
/// </summary>
internal static class TreePlanning
{
    /// <summary>Plans all columns; most trees are planned without a look at their entries.</summary>
    public static async ValueTask<TreeMetadata> PlanAsync(
        RootObject tree, StreamerInfos infos, RecordReader records, CancellationToken cancellationToken)
    {
        TreeMetadata asking = new(tree, infos, records.Limits, ClonesClasses.Asking);
        string[] questions = [.. asking.Columns
            .Where(c => c.TypeName == ClonesClasses.Question && c.Schema?.Type == ElementType.String).Select(c => c.Name)];
        if (questions.Length == 0) return asking;
        Dictionary<string, string> known = [];
        foreach (string question in questions)
        {
            using EntryBatch? answer = await ReadFirstAsync(asking, [question], records, cancellationToken).ConfigureAwait(false);
            if (answer is not null && answer[question].ValueCount > 0) known.Add(question, answer[question].GetText(0));
        }
        TreeMetadata planned = new(tree, infos, records.Limits, new ClonesClasses(known));
        // Objects of classes that stream themselves by hand are not what their infos say. The first entry shows it, and what stands around
        // such an array can be read without it.
        int learnt = known.Count;
        foreach (string question in known.Keys.ToArray())
        {
            string[] columns = [.. planned.Programs.Keys.Where(c => c.StartsWith($"{question}.", StringComparison.Ordinal))];
            if (columns.Length == 0) continue;
            using EntryBatch? first = await ReadFirstAsync(planned, columns, records, cancellationToken).ConfigureAwait(false);
            if (first is null) known.Remove(question);
        }
        return known.Count == learnt ? planned : new TreeMetadata(tree, infos, records.Limits, new ClonesClasses(known));
    }

    // Null where there is no entry, or none that can be read.
    private static async ValueTask<EntryBatch?> ReadFirstAsync(
        TreeMetadata tree, string[] columns, RecordReader records, CancellationToken cancellationToken)
    {
        if (columns.Any(c => tree.Programs[c].Branch.EntryCount == 0)) return null;
        try
        {
            using BatchReader reader = new(
                records, tree, new Schema(columns.Select(c => tree.Programs[c].Schema)), ReadOptions.Default);
            return await reader.ReadAsync(EntrySource.None, 0, 1, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException)
        {
            return null;
        }
    }
}
