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
        List<string[]> questions = ByBranch(asking, asking.Columns
            .Where(c => c.TypeName == ClonesClasses.Question && c.Schema?.Type == ElementType.String).Select(c => c.Name));
        if (questions.Count == 0) return asking;
        Dictionary<string, string> known = [];
        foreach (string[] columns in questions)
        {
            using EntryBatch? answers = await ReadFirstAsync(asking, columns, records, cancellationToken).ConfigureAwait(false);
            if (answers is null) continue;
            foreach (string question in columns)
                if (answers[question].ValueCount > 0) known.Add(question, answers[question].GetText(0));
        }
        TreeMetadata planned = new(tree, infos, records.Limits, new ClonesClasses(known));
        // Objects of classes that stream themselves by hand are not what their infos say. The first entry shows it, and what stands around
        // such an array can be read without it.
        int learnt = known.Count;
        foreach (string[] asked in questions)
        {
            string[] columns = [.. planned.Programs.Keys
                .Where(c => asked.Any(q => known.ContainsKey(q) && c.StartsWith($"{q}.", StringComparison.Ordinal)))];
            if (columns.Length == 0) continue;
            using EntryBatch? first = await ReadFirstAsync(planned, columns, records, cancellationToken).ConfigureAwait(false);
            if (first is null)
                foreach (string question in asked) known.Remove(question);
        }
        return known.Count == learnt ? planned : new TreeMetadata(tree, infos, records.Limits, new ClonesClasses(known));
    }

    // The columns of one branch stand in the same basket, which is read once for all of them.
    private static List<string[]> ByBranch(TreeMetadata tree, IEnumerable<string> columns) =>
        [.. columns.GroupBy(c => tree.Programs[c].Branch).Select(g => g.ToArray())];

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
