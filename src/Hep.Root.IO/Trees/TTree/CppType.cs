namespace Hep.Root.IO.Trees.TTree;

/// <summary>A C++ type as ROOT spells it: <c>vector&lt;vector&lt;int&gt; &gt;</c> is a name and its arguments.</summary>
internal sealed record CppType(string Name, IReadOnlyList<CppType> Arguments)
{
    private const int LongestName = 4096, DeepestName = 16;

    // Collections whose stored form is a number of elements and the elements.
    private static readonly HashSet<string> Sequences = new(StringComparer.Ordinal)
    {
        "vector", "list", "deque", "set", "multiset", "unordered_set", "unordered_multiset", "forward_list", "RVec",
    };

    /// <summary>What the elements of a sequence are; null where this is none. Allocators and comparators do not matter.</summary>
    public CppType? Element => Arguments.Count > 0 && Sequences.Contains(Name) ? Arguments[0] : null;

    public bool IsText => Arguments.Count == 0 && Name is "string" or "TString";

    /// <summary>Parses a type; null where the text is none, or a pointer.</summary>
    public static CppType? Parse(string text)
    {
        if (text.Length > LongestName) return null;
        ReadOnlySpan<char> rest = text;
        return Parse(ref rest, 0) is { } type && rest.IsEmpty ? type : null;
    }

    private static CppType? Parse(ref ReadOnlySpan<char> rest, int depth)
    {
        if (depth > DeepestName) return null;
        int end = rest.IndexOfAny('<', ',', '>');
        if (end < 0) end = rest.Length;
        string name = Bare(rest[..end]);
        rest = rest[end..];
        if (rest.IsEmpty || rest[0] != '<') return name.Length == 0 ? null : new CppType(name, []);
        List<CppType> arguments = [];
        do
        {
            rest = rest[1..];
            if (Parse(ref rest, depth + 1) is not { } argument) return null;
            arguments.Add(argument);
        }
        while (!rest.IsEmpty && rest[0] == ',');
        if (rest.IsEmpty) return null;
        rest = rest[1..].TrimStart();                       // the closing bracket
        return new CppType(name, arguments);
    }

    private static string Bare(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        foreach (string prefix in (ReadOnlySpan<string>)["const ", "std::", "ROOT::VecOps::", "ROOT::"])
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..].TrimStart();
        return name.ToString();
    }
}
