using System.Globalization;
using System.Text;

namespace Hep.Root.IO;

/// <summary>Writes the C# record of a tree, to be pasted into a program and cut down to what it needs.</summary>
public static class RecordSource
{
    /// <summary>A record with a member for each column that can be read; those that no member can hold are comments.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="name">The record's name; null: the tree's.</param>
    /// <returns>A file of C#: a <c>using</c> and a type with <see cref="RootRecordAttribute"/>.</returns>
    public static string ToCSharp(this RootTree tree, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        string type = MemberNames.TypeName(name ?? tree.Path[(tree.Path.LastIndexOf('/') + 1)..]);
        MemberNames names = new(type, tree.Columns.Select(c => c.Name));
        List<string> members = [], others = [];
        foreach (RootColumn column in tree.Columns)
        {
            if (column.Schema is not { } schema)
                others.Add($"// {OneLine(column.Name)} ({OneLine(column.TypeName)}): {OneLine(column.WhyUnreadable ?? "")}");
            else if (column.EntryCount < tree.EntryCount)
                others.Add(string.Create(CultureInfo.InvariantCulture, $"// {OneLine(column.Name)}: {column.EntryCount} entries alone"));
            else if (RecordFit.CSharpTypeOf(schema) is not { } csharp) others.Add($"// {OneLine(schema.ToString())}: deeper than a member");
            else members.Add(Member(schema.Name, csharp, names.Next(schema.Name)));
        }
        StringBuilder text = new();
        text.Append("using Hep.Root.IO;\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"/// <summary>Tree {Xml(OneLine(tree.Path))} of {Xml(OneLine(Path.GetFileName(tree.Source.Location)))}: "
            + $"{tree.EntryCount} entries.</summary>\n");
        text.Append(CultureInfo.InvariantCulture,
            $"[RootRecord]\npublic sealed partial record {type}(\n    {string.Join(",\n    ", members)});\n");
        foreach (string other in others) text.Append(other).Append('\n');
        return text.ToString();
    }

    private static string Member(string column, string csharp, string member) =>
        member.TrimStart('@') == column ? $"{csharp} {member}" : $"[RootColumn({Literal(column)})] {csharp} {member}";

    private static string Literal(string text)
    {
        StringBuilder literal = new("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\') literal.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' || char.IsSurrogate(c))
                literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else literal.Append(c);
        }
        return literal.Append('"').ToString();
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    private static string Xml(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
