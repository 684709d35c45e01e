using System.Globalization;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>The layout of a class as it is written and recorded: one version of each.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="Version">The version that objects carry.</param>
/// <param name="Checksum">ROOT's checksum of members and types.</param>
/// <param name="Elements">Base classes first, then members.</param>
internal sealed record WrittenLayout(string ClassName, int Version, uint Checksum, IReadOnlyList<WrittenElement> Elements)
{
    // vector<T> has no version of its own; ROOT records this one in every file.
    private const int VectorVersion = 6;

    // What a TStreamerSTL says of a vector (ROOT::kSTLvector), and of contents that are no numbers (kObject).
    private const int VectorKind = 1, ObjectCode = 61;

    private static readonly Lazy<Dictionary<string, WrittenLayout>> Table = new(Read);

    /// <summary>The layout of a class; null where it is none that is written.</summary>
    public static WrittenLayout? Find(string className) =>
        className.StartsWith("vector<", StringComparison.Ordinal) ? OfVector(className) : Table.Value.GetValueOrDefault(className);

    /// <summary>The layout of a class that is written.</summary>
    public static WrittenLayout Of(string className) =>
        Find(className) ?? throw new RootException($"Objects of class {className} cannot be written here.");

    /// <summary>These classes with all that their layouts name: base classes, members, and what pointers lead to.</summary>
    public static IReadOnlyList<WrittenLayout> WithParts(IEnumerable<string> classes)
    {
        List<WrittenLayout> all = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        Queue<string> open = new(classes);
        while (open.TryDequeue(out string? each))
        {
            if (!seen.Add(each) || Find(each) is not { } layout) continue;
            all.Add(layout);
            // a collection's own element names the collection again, and one inside another class needs no record; pairs in it do
            foreach (WrittenElement element in layout.Elements)
                if (element.Kind != "STL") open.Enqueue(element.ClassName);
                else if (CppType.Parse(element.TypeName)?.Element is { IsPair: true } pair) open.Enqueue(pair.Spelling);
        }
        return all;
    }

    /// <summary>A vector is recorded with one element, named This.</summary>
    private static WrittenLayout OfVector(string className)
    {
        uint checksum = 0;                                  // TClass::GetCheckSum of a class without members: its name alone
        foreach (char letter in className) checksum = checksum * 3 + letter;
        string contained = className["vector<".Length..^1].Trim();
        string code = (BasicType.Find(contained)?.Code ?? ObjectCode).ToString(CultureInfo.InvariantCulture);
        string kind = VectorKind.ToString(CultureInfo.InvariantCulture);
        WrittenElement element = new("STL", "This", MemberCode.Streamed, className, 24, [kind, code],
            "Used to call the proper TStreamerInfo case");
        return new WrittenLayout(className, VectorVersion, checksum, [element]);
    }

    private static Dictionary<string, WrittenLayout> Read()
    {
        using Stream stream = typeof(WrittenLayout).Assembly.GetManifestResourceStream("Hep.Root.IO.WrittenLayouts.txt")!;
        using StreamReader reader = new(stream);
        Dictionary<string, WrittenLayout> layouts = new(StringComparer.Ordinal);
        List<WrittenElement> elements = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                elements.Add(ParseElement(line.TrimStart().Split('|', 7)));
                continue;
            }
            string[] head = line.Split(' ');
            uint checksum = uint.Parse(head[2], CultureInfo.InvariantCulture);
            layouts.Add(head[0], new WrittenLayout(head[0], Number(head[1]), checksum, elements = []));
        }
        return layouts;
    }

    private static WrittenElement ParseElement(string[] fields) =>
        new(fields[0], fields[1], Number(fields[2]), fields[3], Number(fields[4]),
            fields[5].Split(',', StringSplitOptions.RemoveEmptyEntries), fields[6]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
