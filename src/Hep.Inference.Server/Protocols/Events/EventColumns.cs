using System.Text;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>
/// Turns JSON events into the columns that a pipeline reads, straight from the bytes: no object for an event, a name or a value.
/// Each event names each column once; other names, missing ones and ones that come twice are errors.
/// </summary>
internal sealed class EventColumns : IDisposable
{
    private readonly Schema _schema;
    private readonly ColumnBuilder[] _builders;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _places;
    private readonly int[] _seen;   // for each column, the events that had it
    private int _count;

    public EventColumns(Schema schema)
    {
        _schema = schema;
        _builders = [.. schema.Select(ColumnBuilders.Create)];
        _places = Utf8Names.Index(schema.Select(c => c.Name));
        _seen = new int[schema.Count];
    }

    /// <summary>Adds the event at whose object the reader stands, and leaves the reader at the object's end.</summary>
    /// <exception cref="InferenceException">A name or a value does not fit.</exception>
    public void Append(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Refuse("is no object");
        int entry = _count++, filled = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int place = Find(ref reader);
            if (_seen[place]++ != entry) throw Refuse($"names '{_schema[place].Name}' twice");
            reader.Read();
            _builders[place].Append(ref reader, entry);
            filled++;
        }
        if (filled < _builders.Length) throw Missing();
    }

    /// <summary>The events as a batch of their own.</summary>
    /// <exception cref="InferenceException">Columns of one collection differ in length.</exception>
    public EntryBatch ToBatch()
    {
        Column[] columns = new Column[_builders.Length];
        for (int i = 0; i < columns.Length; i++) columns[i] = _builders[i].Build(_count, CollectionOf(i));
        return new EntryBatch(_schema, columns, EntryIdentities.Range(EntrySource.None, 0, _count));
    }

    public void Dispose()
    {
        foreach (ColumnBuilder builder in _builders) builder.Dispose();
    }

    private int Find(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        if (_places.TryGetValue(name, out int place)) return place;
        string unknown = reader.GetString()!;
        throw Refuse($"names '{unknown}', which the model does not read.{NearNames.Suggest(unknown, _schema.Select(c => c.Name))}");
    }

    /// <summary>The first column that shares this one's counter, checked to have lists of the same lengths.</summary>
    private ColumnBuilder? CollectionOf(int place)
    {
        ColumnSchema column = _schema[place];
        if (column.Counter is null || column.Depth == 0) return null;
        int first = Array.FindIndex(_builders, b => b.Schema.Depth > 0 && b.Schema.Counter == column.Counter);
        if (first == place) return null;
        int differs = _builders[first].FirstDifference(_builders[place]);
        return differs < 0
            ? _builders[first]
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                $"Event {differs}: '{_schema[first].Name}' and '{column.Name}' are of one collection ('{column.Counter}') "
                    + "and must have lists of one length.");
    }

    private InferenceException Missing()
    {
        string[] missing = [.. _schema.Where((_, i) => _seen[i] < _count).Select(c => c.Name)];
        string more = missing.Length > 8 ? $" and {missing.Length - 8} more" : "";
        return new InferenceException(InferenceFailure.InvalidRequest,
            $"Event {_count - 1} lacks {string.Join(", ", missing.Take(8))}{more}.");
    }

    private InferenceException Refuse(string what) => new(InferenceFailure.InvalidRequest, $"Event {Math.Max(0, _count - 1)} {what}");
}
