using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;

namespace Hep.Tool.Listings;

/// <summary>Writes objects as JSON: members by name, lists as arrays, what could not be decoded with its reason.</summary>
internal static class MemberJson
{
    private const int Deepest = 60;                         // the writer allows 64

    /// <summary>The class, the version, the members and the items of an object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RootObject item) => WriteMembers(json, item, new HashSet<RootObject>(ReferenceEqualityComparer.Instance), 0);

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

    private static void WriteMembers(Utf8JsonWriter json, RootObject item, HashSet<RootObject> above, int depth)
    {
        json.WriteString("class", item.ClassName);
        json.WriteNumber("version", item.Version);
        if (!above.Add(item) || depth > Deepest)
        {
            json.WriteString("reference", item.Has("fName") ? item["fName"] as string : "an object above");
            return;
        }
        json.WriteStartObject("members");
        foreach ((string name, object? value) in item.Members)
        {
            json.WritePropertyName(name);
            WriteValue(json, value, above, depth + 1);
        }
        json.WriteEndObject();
        if (item.Items.Count > 0)
        {
            json.WritePropertyName("items");
            WriteList(json, item.Items, above, depth + 1);
        }
        if (item.Undecoded is { } rest)
        {
            json.WriteStartObject("undecoded");
            WriteBytes(json, rest);
            json.WriteEndObject();
        }
        above.Remove(item);
    }

    private static void WriteValue(Utf8JsonWriter json, object? value, HashSet<RootObject> above, int depth)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case string text: json.WriteStringValue(text); break;
            case double or float: WriteFloat(json, ((IConvertible)value).ToDouble(CultureInfo.InvariantCulture)); break;
            case ulong number: json.WriteNumberValue(number); break;
            case IConvertible number: json.WriteNumberValue(number.ToInt64(CultureInfo.InvariantCulture)); break;
            case RootObject item: WriteObject(json, () => WriteMembers(json, item, above, depth)); break;
            case RootBytes bytes: WriteObject(json, () => WriteBytes(json, bytes)); break;
            case RootKey key: json.WriteStringValue($"{key.Name};{key.Cycle}"); break;
            case KeyValuePair<object?, object?> pair: WriteList(json, [pair.Key, pair.Value], above, depth); break;
            case object?[] list: WriteList(json, list, above, depth); break;
            case Array array: WriteList(json, [.. array.Cast<object?>()], above, depth); break;
            default: json.WriteStringValue(value.ToString()); break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, Action members)
    {
        json.WriteStartObject();
        members();
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<object?> list, HashSet<RootObject> above, int depth)
    {
        json.WriteStartArray();
        if (depth <= Deepest)
            foreach (object? value in list) WriteValue(json, value, above, depth + 1);
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
