using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>
/// A place in an epoch of a source, behind a batch, from which reading goes on exactly: in another process too, and on another day. What
/// it holds is the business of the source or operator that gave it: numbers, and the places in the sources that it reads itself.
/// </summary>
public sealed class BatchPosition
{
    private const int MaximumParts = 10_000;

    private readonly string _kind;
    private readonly ImmutableArray<long> _numbers;
    private readonly ImmutableArray<BatchPosition?> _sources;

    /// <summary>A place.</summary>
    /// <param name="kind">A word for the source or operator that gives it, such as <c>rebatch</c>.</param>
    /// <param name="numbers">What tells the place.</param>
    /// <param name="sources">The places in the sources before it, from which to read again; null is the beginning of an epoch.</param>
    public BatchPosition(string kind, IReadOnlyList<long> numbers, params IReadOnlyList<BatchPosition?> sources)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(sources);
        (_kind, _numbers, _sources) = (kind, [.. numbers], [.. sources]);
    }

    /// <summary>The places in the sources before the one that gave it; null is the beginning of an epoch.</summary>
    public IReadOnlyList<BatchPosition?> Sources => _sources;

    /// <summary>The numbers, where it was given by a source or operator of this kind.</summary>
    /// <param name="kind">The word that it was made with.</param>
    /// <param name="numbers">How many there are.</param>
    /// <param name="sources">How many sources there are.</param>
    /// <exception cref="PipelineException">Another one gave it.</exception>
    public IReadOnlyList<long> NumbersOf(string kind, int numbers, int sources)
    {
        if (!Is(kind) || _numbers.Length != numbers || _sources.Length != sources)
            throw new PipelineException($"A position of '{kind}' with {numbers} numbers and {sources} sources is expected, not one of "
                + $"'{_kind}' with {_numbers.Length} and {_sources.Length}: positions belong to the chain of operators that gave them.");
        return _numbers;
    }

    /// <summary>The position as a JSON document.</summary>
    public string ToJson() => JsonText.Write(Write);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="PipelineException">The text is no position.</exception>
    public static BatchPosition FromJson(string json) => JsonSection.Parse(json, "", Read);

    internal bool Is(string kind) => _kind == kind;

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("of", _kind);
        json.WriteStartArray("at");
        foreach (long number in _numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
        if (_sources.Length == 1)                   // chains are long, and JSON has a depth
        {
            json.WritePropertyName("from");
            Write(json, _sources[0]);
        }
        else if (_sources.Length > 1)
        {
            json.WriteStartArray("from");
            foreach (BatchPosition? source in _sources) Write(json, source);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BatchPosition? position)
    {
        if (position is null) json.WriteNullValue();
        else position.Write(json);
    }

    private static BatchPosition Read(JsonSection section)
    {
        section.WithOnly("of", "at", "from");
        string kind = section.Required("of").Text();
        if (kind.Length == 0) throw section.Error("The key 'of' is empty.");
        return new BatchPosition(kind,
            section.Required("at").Items(n => n.Integer(long.MinValue, long.MaxValue), MaximumParts),
            section["from"] is not { } from ? []
            : from.Kind == JsonValueKind.Array ? from.Items(ReadSource, MaximumParts)
            : [ReadSource(from)]);
    }

    private static BatchPosition? ReadSource(JsonSection section) => section.Kind == JsonValueKind.Null ? null : Read(section);
}
