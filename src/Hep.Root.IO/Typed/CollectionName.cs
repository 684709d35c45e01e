namespace Hep.Root.IO;

/// <summary>Which collection a list belongs to, by its name: <c>Jet_pt</c> and <c>Jet.pt</c> to <c>Jet</c>.</summary>
internal static class CollectionName
{
    /// <summary>The counter of the collection that a column is named after; null where it is named after none.</summary>
    /// <remarks>Of several it is the longest: <c>Jet_sub</c> of <c>Jet</c> and <c>Jet_sub</c> for <c>Jet_sub_pt</c>.</remarks>
    public static string? CounterOf(string column, IEnumerable<string> collections) =>
        collections.Where(c => IsOf(column, c)).MaxBy(c => c.Length) is { } collection ? "n" + collection : null;

    private static bool IsOf(string column, string collection) =>
        collection.Length > 0 && column.StartsWith(collection, StringComparison.Ordinal)
        && column.AsSpan(collection.Length) is ['_' or '.', ..];
}
