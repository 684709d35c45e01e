using System.Globalization;
using System.Text;
using Hep.Jagged;

namespace Hep.Root.IO.Serialization;

/// <summary>Writes an object as nested <c>details</c> elements, which unfold without a script.</summary>
internal sealed class ObjectHtml
{
    // A page of a large object: enough to look at, not all of it.
    private const int MostRows = 5000, ShownItems = 100, ShownNumbers = 8, DeepestOpen = 1, Deepest = 24;

    private readonly StringBuilder _text = new();
    private readonly HashSet<RootObject> _above = new(ReferenceEqualityComparer.Instance);
    private int _rows;

    public static string Write(RootObject value)
    {
        ObjectHtml html = new();
        html._text.Append("<div style=\"font:13px sans-serif\">");
        html.Add("", value, 0);
        return html._text.Append("</div>").ToString();
    }

    private void Add(string name, object? value, int depth)
    {
        if (_rows++ > MostRows) return;
        switch (value)
        {
            case RootObject item when !_above.Add(item): AddLeaf(name, $"{item.ClassName}: the object above"); break;
            case RootObject item:
                Open(name, item.ClassName, depth);
                foreach ((string member, object? content) in depth < Deepest ? item.Members : new Dictionary<string, object?>())
                    Add(member, content, depth + 1);
                if (depth < Deepest) AddItems(item.Items, depth);
                if (item.Undecoded is { } rest) AddLeaf("not decoded", rest.ToString());
                Close();
                _above.Remove(item);
                break;
            case object?[] list:
                Open(name, $"list of {list.Length}", depth);
                AddItems(list, depth);
                Close();
                break;
            case KeyValuePair<object?,
                object?> { Key: null or string or IConvertible } pair: Add($"{name}{Scalar(pair.Key)}", pair.Value, depth); break;
            case KeyValuePair<object?, object?> pair:
                Open(name, "pair", depth);
                Add("first", pair.Key, depth + 1);
                Add("second", pair.Value, depth + 1);
                Close();
                break;
            case Array array: AddLeaf(name, Shorten(array)); break;
            default: AddLeaf(name, Scalar(value)); break;
        }
    }

    private void AddItems(IReadOnlyList<object?> items, int depth)
    {
        for (int i = 0; i < Math.Min(items.Count, ShownItems); i++) Add($"[{i}] ", items[i], depth + 1);
        if (items.Count > ShownItems) AddLeaf("…", $"{items.Count - ShownItems} more");
    }

    private void Open(string name, string what, int depth) =>
        _text.Append(depth < DeepestOpen ? "<details open>" : "<details>").Append("<summary>").Append("<b>").Append(HtmlText.Escape(name))
            .Append("</b> <i>")
            .Append(HtmlText.Escape(what)).Append("</i></summary><div style=\"margin-left:1.5em\">");

    private void Close() => _text.Append("</div></details>");

    private void AddLeaf(string name, string value) =>
        _text.Append("<div><b>").Append(HtmlText.Escape(name)).Append("</b> ").Append(HtmlText.Escape(value)).Append("</div>");

    private static string Shorten(Array array) =>
        $"{array.GetType().GetElementType()!.Name}[{array.Length}]: "
            + string.Join(", ", array.Cast<object?>().Take(ShownNumbers).Select(Scalar))
            + (array.Length > ShownNumbers ? ", …" : "");

    private static string Scalar(object? value) => value switch
    {
        null => "null",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
