using System.Globalization;
using System.Text;

namespace Hep.Root.IO;

/// <summary>Names of C# for the columns of a tree: what is no identifier, a keyword, or taken becomes one that is none of it.</summary>
internal sealed class MemberNames
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue",
        "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally",
        "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long",
        "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly",
        "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this",
        "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile",
        "while",
    };

    // What every record has, and what is generated into it.
    private static readonly string[] Members =
    [
        "Clone", "Deconstruct", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone",
        "PrintMembers", "ReferenceEquals", "ToString", "View", "ViewList", "Enumerator", "ColumnReader", "ColumnWriter",
        "ToRecord",
    ];

    private readonly HashSet<string> _taken;

    /// <summary>Names for the members of a type.</summary>
    /// <param name="type">The type's name, which no member may have.</param>
    /// <param name="columns">The columns that will ask: a property <c>x</c> takes the names of its accessors, <c>get_x</c> and
    /// <c>set_x</c>, too.</param>
    public MemberNames(string type, IEnumerable<string> columns)
    {
        _taken = new HashSet<string>(Members, StringComparer.Ordinal) { type };
        foreach (string column in columns)
        {
            _taken.Add($"get_{Identifier(column)}");
            _taken.Add($"set_{Identifier(column)}");
        }
    }

    /// <summary>A name for a type, which begins with a capital letter, because the compiler reserves small ones.</summary>
    public static string TypeName(string name)
    {
        string identifier = Identifier(name);
        string type = string.Concat(char.ToUpperInvariant(identifier[0]).ToString(), identifier.AsSpan(1));
        return type == "_" ? "Entry" : type;
    }

    /// <summary>The name of the next member.</summary>
    public string Next(string column)
    {
        string identifier = Identifier(column), name = identifier;
        for (int i = 2; !_taken.Add(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{identifier}_{i}");
        return Keywords.Contains(name) ? "@" + name : name;
    }

    private static string Identifier(string name)
    {
        StringBuilder identifier = new();
        foreach (char c in name.Normalize()) identifier.Append(char.IsLetterOrDigit(c) || c == '_' ? c : '_');
        // Only digits and letters that lead may stand first; the compiler drops nothing of what is left.
        if (identifier.Length == 0 || char.IsNumber(identifier[0])) identifier.Insert(0, '_');
        return identifier.ToString();
    }
}
