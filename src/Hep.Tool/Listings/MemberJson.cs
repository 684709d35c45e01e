using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;

namespace Hep.Tool.Listings;

/// <summary>
/// Writes objects as JSON: members by name, lists as arrays, what could not be decoded with its reason. An object that several pointers
/// lead to is written once, with an <c>id</c>, and then as <c>reference</c> to it.
/// </summary>
internal sealed class MemberJson
{
    private const int Deepest = 200;                        // objects take two levels of JSON, and the writer allows a thousand

    private readonly Dictionary<RootObject, int> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<RootObject> _written = new(ReferenceEqualityComparer.Instance);

    private MemberJson(RootObject whole) => FindShared(whole, new HashSet<RootObject>(ReferenceEqualityComparer.Instance));

    /// <summary>The class, the version, the members and the items of an object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RootObject item) => new MemberJson(item).WriteMembers(json, item, 0);

    /// <summary>Numbers; what JSON does not have is null.</summary>
    public static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            if (double.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteNullValue();
        json.WriteEndArray();
    }

    /// <summary>A number; what JSON does not have is null.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    // Numbers the objects that are met more than once.
    private void FindShared(object? value, HashSet<RootObject> seen)
    {
        if (value is KeyValuePair<object?, object?> pair)
        {
            FindShared(pair.Key, seen);
            FindShared(pair.Value, seen);
        }
        else if (value is object?[] list)
            foreach (object? each in list) FindShared(each, seen);
        else if (value is RootObject item)
        {
            if (!seen.Add(item))
            {
                _ids.TryAdd(item, _ids.Count + 1);
                return;
            }
            foreach (object? member in item.Members.Values) FindShared(member, seen);
            foreach (object? each in item.Items) FindShared(each, seen);
        }
    }

    private void WriteMembers(Utf8JsonWriter json, RootObject item, int depth)
    {
        json.WriteString("class", item.ClassName);
        if (!_written.Add(item))
        {
            json.WriteNumber("reference", _ids[item]);
            return;
        }
        if (_ids.TryGetValue(item, out int id)) json.WriteNumber("id", id);
        json.WriteNumber("version", item.Version);
        if (depth > Deepest)
        {
            json.WriteBoolean("truncated", true);
            return;
        }
        json.WriteStartObject("members");
        foreach ((string name, object? value) in item.Members)
        {
            json.WritePropertyName(name);
            WriteValue(json, value, depth + 1);
        }
        json.WriteEndObject();
        if (item.Items.Count > 0)
        {
            json.WritePropertyName("items");
            WriteList(json, item.Items, depth + 1);
        }
        if (item.Undecoded is { } rest)
        {
            json.WriteStartObject("undecoded");
            WriteBytes(json, rest);
            json.WriteEndObject();
        }
    }

    private void WriteValue(Utf8JsonWriter json, object? value, int depth)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case string text: json.WriteStringValue(text); break;
            case double or float: WriteFloat(json, ((IConvertible)value).ToDouble(CultureInfo.InvariantCulture)); break;
            case ulong number: json.WriteNumberValue(number); break;
            case IConvertible number: json.WriteNumberValue(number.ToInt64(CultureInfo.InvariantCulture)); break;
            case RootObject item: WriteObject(json, () => WriteMembers(json, item, depth)); break;
            case RootBytes bytes: WriteObject(json, () => WriteBytes(json, bytes)); break;
            case RootKey key: json.WriteStringValue($"{key.Name};{key.Cycle}"); break;
            case KeyValuePair<object?, object?> pair: WriteList(json, [pair.Key, pair.Value], depth); break;
            case object?[] list: WriteList(json, list, depth); break;
            case Array array: WriteList(json, [.. array.Cast<object?>()], depth); break;
            default: json.WriteStringValue(value.ToString()); break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, Action members)
    {
        json.WriteStartObject();
        members();
        json.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter json, IReadOnlyList<object?> list, int depth)
    {
        json.WriteStartArray();
        if (depth <= Deepest)
            foreach (object? value in list) WriteValue(json, value, depth + 1);
        json.WriteEndArray();
    }

    private static void WriteFloat(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    private static void WriteBytes(Utf8JsonWriter json, RootBytes bytes)
    {
        json.WriteString("class", bytes.ClassName);
        json.WriteNumber("bytes", bytes.Bytes.Length);
        json.WriteString("why", bytes.Why);
    }
}
