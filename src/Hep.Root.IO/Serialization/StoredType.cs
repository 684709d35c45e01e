namespace Hep.Root.IO.Serialization;

/// <summary>How values of a C++ type are stored inside a collection.</summary>
internal enum StoredKind
{
    /// <summary>A number of fixed width.</summary>
    Number,
    /// <summary>ROOT's string.</summary>
    Text,
    /// <summary>A count and the elements.</summary>
    List,
    /// <summary>A count, and keys and values in turn.</summary>
    Map,
    /// <summary>A class with the members <c>first</c> and <c>second</c>.</summary>
    Pair,
    /// <summary>A count and a byte for each bit.</summary>
    Bits,
    /// <summary>A pointer to an object.</summary>
    Pointer,
    /// <summary>An object with its own header; or an enumeration, which no name tells from a class.</summary>
    Class,
}

/// <summary>A C++ type as collections nest them, made from the spelling of streamer infos.</summary>
/// <param name="Kind">How its values are stored.</param>
/// <param name="Name">The type as it was spelled.</param>
/// <param name="Arguments">Of a list its elements' type, of a map and a pair those of both parts.</param>
internal sealed record StoredType(StoredKind Kind, string Name, params IReadOnlyList<StoredType> Arguments)
{
    private const int LongestName = 4096, DeepestName = 16;

    private static readonly Dictionary<string, (StoredKind Kind, int Arguments)> Templates = new(StringComparer.Ordinal)
    {
        ["vector"] = (StoredKind.List, 1), ["list"] = (StoredKind.List, 1), ["deque"] = (StoredKind.List, 1),
            ["forward_list"] = (StoredKind.List, 1),
        ["set"] = (StoredKind.List, 1), ["multiset"] = (StoredKind.List, 1), ["unordered_set"] = (StoredKind.List, 1),
            ["unordered_multiset"] = (StoredKind.List, 1),
        ["ROOT::VecOps::RVec"] = (StoredKind.List, 1), ["RVec"] = (StoredKind.List, 1), ["ROOT::RVec"] = (StoredKind.List, 1),
        ["map"] = (StoredKind.Map, 2), ["multimap"] = (StoredKind.Map, 2), ["unordered_map"] = (StoredKind.Map, 2),
            ["unordered_multimap"] = (StoredKind.Map, 2),
        ["pair"] = (StoredKind.Pair, 2), ["bitset"] = (StoredKind.Bits, 0),
    };

    /// <summary>How a number is stored; null for what is none.</summary>
    public StoredNumber? Number => Kind == StoredKind.Number ? StoredNumber.Of(Name) : null;

    /// <summary>Whether it is a collection with a header where it is a member.</summary>
    public bool IsCollection => Kind is StoredKind.List or StoredKind.Map or StoredKind.Bits;

    /// <summary>What the elements of a collection are: of a map, pairs.</summary>
    public StoredType Element =>
        Kind == StoredKind.Map ? new StoredType(StoredKind.Pair, $"pair<{Arguments[0].Name},{Arguments[1].Name}>", Arguments)
            : Arguments[0];

    /// <summary>The type of a spelling; null where it is none, or too deep.</summary>
    public static StoredType? Parse(string text) => text.Length > LongestName ? null : Parse(text, 0);

    private static StoredType? Parse(string text, int depth)
    {
        text = Bare(text);
        if (text.Length == 0 || depth > DeepestName) return null;
        if (text.EndsWith('*')) return new StoredType(StoredKind.Pointer, text);
        if (text is "string" or "TString") return new StoredType(StoredKind.Text, text);
        if (StoredNumber.Of(text) is not null) return new StoredType(StoredKind.Number, text);
        int open = text.IndexOf('<', StringComparison.Ordinal);
        if (open < 0 || !text.EndsWith('>')) return new StoredType(StoredKind.Class, text);
        string template = text[..open].TrimEnd();
        if (template == "basic_string") return new StoredType(StoredKind.Text, "string");
        if (!Templates.TryGetValue(template, out (StoredKind Kind, int Arguments) known)) return new StoredType(StoredKind.Class, text);
        if (Split(text[(open + 1)..^1]) is not { } parts || parts.Count < known.Arguments) return null;
        List<StoredType> arguments = [];
        foreach (string part in parts.Take(known.Arguments))   // comparators and allocators do not matter
        {
            if (Parse(part, depth + 1) is not { } argument) return null;
            arguments.Add(argument);
        }
        return new StoredType(known.Kind, text, arguments);
    }

    private static string Bare(string text)
    {
        text = text.Trim();
        if (text.StartsWith("const ", StringComparison.Ordinal)) text = text[6..].TrimStart();
        return text.StartsWith("std::", StringComparison.Ordinal) ? text[5..] : text;
    }

    // The arguments between a template's brackets; null where the brackets do not match.
    private static List<string>? Split(string text)
    {
        List<string> parts = [];
        int depth = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '<') depth++;
            else if (text[i] == '>' && --depth < 0) return null;
            else if (text[i] == ',' && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }
        parts.Add(text[start..]);
        return depth == 0 ? parts : null;
    }
}
