using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>An object as the tree of its members.</summary>
internal sealed class MembersView(RootObject stored) : ObjectView(stored)
{
    private const int MostLines = 2000, ShownItems = 50, ShownNumbers = 10, Deepest = 24;

    private readonly HashSet<RootObject> _above = new(ReferenceEqualityComparer.Instance);
    private int _lines;

    /// <inheritdoc/>
    public override void WriteText(Session session)
    {
        session.WriteLine($"{Object.ClassName}, version {Object.Version}");
        _lines = 0;
        WriteMembers(session, Object, 1);
        if (_lines > MostLines) session.Output.WriteLine("  … (--json writes all)");
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json) => MemberJson.WriteMembers(json, Object);

    private void WriteMembers(Session to, RootObject item, int depth)
    {
        if (depth > Deepest || !_above.Add(item)) return;
        foreach ((string name, object? value) in item.Members) Write(to, name, value, depth);
        WriteItems(to, item.Items, depth);
        if (item.Undecoded is { } rest) WriteLine(to, depth, "not decoded", rest.ToString());
        _above.Remove(item);
    }

    private void WriteItems(Session to, IReadOnlyList<object?> items, int depth)
    {
        for (int i = 0; i < Math.Min(items.Count, ShownItems); i++) Write(to, $"[{i}]", items[i], depth);
        if (items.Count > ShownItems) WriteLine(to, depth, "…", $"{items.Count - ShownItems} more");
    }

    private void Write(Session to, string name, object? value, int depth)
    {
        if (_lines > MostLines) return;
        switch (value)
        {
            case RootObject item:
                WriteLine(to, depth, name, _above.Contains(item) ? $"{item.ClassName}, the one above" : item.ClassName);
                WriteMembers(to, item, depth + 1);
                break;
            case object?[] list:
                WriteLine(to, depth, name, $"list of {list.Length}");
                WriteItems(to, list, depth + 1);
                break;
            case KeyValuePair<object?, object?> pair:
                WriteLine(to, depth, name, "pair");
                Write(to, "first", pair.Key, depth + 1);
                Write(to, "second", pair.Value, depth + 1);
                break;
            case RootKey key: WriteLine(to, depth, name, $"{key.Name};{key.Cycle} ({key.ClassName})"); break;
            case string text: WriteLine(to, depth, name, $"\"{text}\""); break;
            case Array array:
                string numbers = string.Join(", ", array.Cast<object?>().Take(ShownNumbers).Select(Scalar));
                WriteLine(to, depth, name, $"[{array.Length}] {numbers}{(array.Length > ShownNumbers ? ", …" : "")}");
                break;
            default: WriteLine(to, depth, name, Scalar(value)); break;
        }
    }

    private void WriteLine(Session to, int depth, string name, string value)
    {
        if (_lines++ <= MostLines) to.Output.WriteLine(TableLayout.Clean($"{new string(' ', 2 * depth)}{name}: {value}"));
    }

    private static string Scalar(object? value) => value switch
    {
        null => "null",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
