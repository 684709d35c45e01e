namespace Hep.Root.IO;

/// <summary>What the columns of a record within a record begin with.</summary>
internal static class RecordPrefix
{
    /// <summary>
    /// What is looked for, in this order: <c>Jet_</c> as NanoAOD has it, <c>Jet.</c> of an RNTuple and of objects that are not split,
    /// <c>Jet/Jet.</c> of a split <c>vector&lt;Jet&gt;</c> or TClonesArray, <c>Jet/</c> of a split object (TBranchElement::Unroll). A name
    /// that ends as one of these is the whole beginning.
    /// </summary>
    public static IReadOnlyList<string> Forms(string column) => IsWhole(column) ? [column]
        : [$"{column}_", $"{column}.", $"{column}/{LastPart(column)}.", $"{column}/"];

    /// <summary>What is written.</summary>
    public static string Written(string column, TreeFormat format) => IsWhole(column) ? column
        : column + (format == TreeFormat.RNTuple ? '.' : '_');

    /// <summary>What counts a list of records whose columns begin so.</summary>
    public static string Counter(string prefix) => "n" + LastPart(prefix.TrimEnd('_', '.', '/'));

    private static bool IsWhole(string column) => column is [.., '_' or '.' or '/'];

    private static string LastPart(string column) => column[(column.LastIndexOf('/') + 1)..];
}
