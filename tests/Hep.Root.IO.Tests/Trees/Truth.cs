using System.IO.Compression;
using System.Text.Json;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>What another reader found in the files of the corpus.</summary>
internal sealed class Truth
{
    private static readonly Lazy<Truth> Loaded = new(Load);

    private readonly Dictionary<string, Dictionary<(string Object, string Column), TruthColumn>> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Object, string Column)>> _unreadable = new(StringComparer.Ordinal);

    /// <summary>The truth about the corpus of the reference data.</summary>
    public static Truth OfCorpus => Loaded.Value;

    /// <summary>The columns of the trees of a file.</summary>
    public IReadOnlyDictionary<(string Object, string Column), TruthColumn> ColumnsOf(string file) =>
        _columns.GetValueOrDefault(file) ?? [];

    /// <summary>Whether a column lies in, or below, something the other reader could not decode: nothing is known about it then.</summary>
    public bool IsUnknown(string file, string path, string column)
    {
        foreach ((string unreadablePath, string unreadable) in _unreadable.GetValueOrDefault(file) ?? [])
        {
            if (unreadablePath.Length == 0) return true;
            if (unreadablePath != path) continue;
            if (unreadable.Length == 0 || column == unreadable) return true;
            if (column.StartsWith(unreadable, StringComparison.Ordinal) && column[unreadable.Length] is '.' or '#' or '/') return true;
        }
        return false;
    }

    /// <summary>Whether the other reader is known to be wrong, and this one to be right: docs/reference-differences.md says why.</summary>
    public static bool IsWrong(string file, string column) =>
        file == "summaryslices.root"
            && column.StartsWith("KM3NET_SUMMARYSLICE/vector<KM3NETDAQ::JDAQSummaryFrame>.", StringComparison.Ordinal);

    private static Truth Load()
    {
        Truth truth = new();
        using FileStream packed = File.OpenRead(TestData.Reference("corpus", "truth.jsonl.gz"));
        using StreamReader lines = new(new GZipStream(packed, CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using JsonDocument row = JsonDocument.Parse(line);
            truth.Add(row.RootElement);
        }
        return truth;
    }

    private void Add(JsonElement row)
    {
        if (!row.TryGetProperty("column", out JsonElement column)) return;
        string file = row.GetProperty("file").GetString()!;
        (string, string) key = (row.GetProperty("object").GetString()!, column.GetString()!);
        if (row.TryGetProperty("readable", out JsonElement readable) && !readable.GetBoolean()) Of(_unreadable, file).Add(key);
        else if (row.GetProperty("kind").GetString() is "TTree" or "RNTuple") Of(_columns, file).Add(key, TruthColumn.Parse(row));

        static T Of<T>(Dictionary<string, T> files, string file) where T : new()
        {
            if (!files.TryGetValue(file, out T? known)) files.Add(file, known = new T());
            return known;
        }
    }
}
