using System.Globalization;

namespace Hep.Root.IO.Serialization;

/// <summary>A C++ type as ROOT spells it: <c>vector&lt;vector&lt;int&gt; &gt;</c> is a name and its arguments.</summary>
/// <param name="Name">The name without namespace <c>std</c>.</param>
/// <param name="Arguments">What stands between its brackets.</param>
/// <param name="IsPointer">Whether it is a pointer to that.</param>
internal sealed record CppType(string Name, IReadOnlyList<CppType> Arguments, bool IsPointer = false)
{
    private const int LongestName = 4096, DeepestName = 16;

    // Collections whose stored form is a number of elements and the elements.
    private static readonly HashSet<string> Sequences = new(StringComparer.Ordinal)
    {
        "vector", "list", "deque", "set", "multiset", "unordered_set", "unordered_multiset", "forward_list", "RVec",
    };

    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal) { "map", "multimap", "unordered_map", "unordered_multimap" };

    private static readonly HashSet<string> Owners = new(StringComparer.Ordinal) { "unique_ptr", "shared_ptr" };

    /// <summary>The same with the star of a pointer.</summary>
    public string Full => IsPointer ? $"{Spelling}*" : Spelling;

    /// <summary>The class as streamer infos and object headers name it.</summary>
    public string Spelling { get; init; } = "";

    /// <summary>What the elements of a sequence are; null where this is none. Allocators and comparators do not matter.</summary>
    public CppType? Element => !IsPointer && Arguments.Count > 0 && Sequences.Contains(Name) ? Arguments[0] : null;

    /// <summary>Whether the elements are pairs of a key and a value.</summary>
    public bool IsMap => !IsPointer && Arguments.Count > 1 && Maps.Contains(Name);

    public bool IsPair => !IsPointer && Arguments.Count == 2 && Name == "pair";

    public bool IsText => !IsPointer && (Arguments.Count == 0 ? Name is "string" or "TString" : Name == "basic_string");

    /// <summary>How its values are stored if they are numbers; null where they are none.</summary>
    public StoredNumber? Number => IsPointer || Arguments.Count > 0 ? null : StoredNumber.Of(Name);

    /// <summary>The number of bits of a bitset; null where this is none.</summary>
    public int? BitCount =>
        !IsPointer && Name == "bitset" && Arguments.Count == 1
            && int.TryParse(Arguments[0].Name, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits > 0
            ? bits : null;

    /// <summary>Whether it is text or a collection: what has one header as a member, and none as an element.</summary>
    public bool IsCollection => IsText || Element is not null || IsMap || BitCount is not null;

    /// <summary>What the elements of a sequence or a map are: of a map, pairs.</summary>
    public CppType? Entry => !IsMap ? Element
        : new CppType("pair", [.. Arguments.Take(2)]) { Spelling = $"pair<{Arguments[0].Full},{Arguments[1].Full}>" };

    /// <summary>
    /// Whether it is nothing of that: an object with its own header, or an enumeration, which no name tells from a class.
    /// </summary>
    public bool IsClass => Number is null && !IsCollection && !IsPair && Target is null;

    /// <summary>What a pointer, plain or owning, points to; null where this is none.</summary>
    public CppType? Target =>
        IsPointer ? this with { IsPointer = false } : Arguments.Count > 0 && Owners.Contains(Name) ? Arguments[0] : null;

    /// <summary>The type of a number by ROOT's code.</summary>
    public static CppType OfNumber(int code) =>
        BasicType.NameOf(code) is { } name ? new CppType(name, []) { Spelling = name }
            : throw new ArgumentOutOfRangeException(nameof(code));

    /// <summary>Parses a type; null where the text is none.</summary>
    public static CppType? Parse(string text)
    {
        if (text.Length > LongestName) return null;
        ReadOnlySpan<char> rest = text;
        return Parse(ref rest, 0) is { } type && rest.IsEmpty ? type : null;
    }

    private static CppType? Parse(ref ReadOnlySpan<char> rest, int depth)
    {
        if (depth > DeepestName) return null;
        ReadOnlySpan<char> whole = rest;
        int end = rest.IndexOfAny('<', ',', '>');
        if (end < 0) end = rest.Length;
        (string name, bool isPointer) = Bare(rest[..end]);
        rest = rest[end..];
        if (name.Length == 0) return null;
        List<CppType> arguments = [];
        if (!rest.IsEmpty && rest[0] == '<')
        {
            if (isPointer) return null;
            do
            {
                rest = rest[1..];
                if (Parse(ref rest, depth + 1) is not { } argument) return null;
                arguments.Add(argument);
            }
            while (!rest.IsEmpty && rest[0] == ',');
            if (rest.IsEmpty) return null;
            rest = rest[1..].TrimStart();                   // the closing bracket
            end = whole.Length - rest.Length;
            int star = rest.Length - rest.TrimStart("* ").Length;
            isPointer = rest[..star].Contains('*');
            rest = rest[star..];
            if (!rest.IsEmpty && rest[0] is not (',' or '>'))   // a class inside of a template: Outer<T>::Inner
            {
                int more = rest.IndexOfAny(',', '>');
                if (more < 0) more = rest.Length;
                if (rest[..more].Contains('<')) return null;
                end = whole.Length - rest.Length + more;
                rest = rest[more..];
                return new CppType(whole[..end].Trim().ToString(), []) { Spelling = whole[..end].Trim().ToString() };
            }
        }
        return new CppType(name, arguments, isPointer) { Spelling = Unqualified(whole[..end]).TrimEnd("* ").ToString() };
    }

    private static (string Name, bool IsPointer) Bare(ReadOnlySpan<char> name)
    {
        name = Unqualified(name);
        foreach (string prefix in (ReadOnlySpan<string>)["ROOT::VecOps::", "ROOT::"])
            if (name.StartsWith(prefix, StringComparison.Ordinal) && Sequences.Contains(name[prefix.Length..].TrimEnd("* ").ToString()))
                name = name[prefix.Length..];
        ReadOnlySpan<char> plain = name.TrimEnd("* ");
        return (plain.ToString(), name.Length > plain.Length && name[plain.Length..].Contains('*'));
    }

    private static ReadOnlySpan<char> Unqualified(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        foreach (string prefix in (ReadOnlySpan<string>)["const ", "std::"])
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..].TrimStart();
        return name;
    }
}
