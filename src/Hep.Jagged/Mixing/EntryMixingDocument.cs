using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>How entries are mixed as JSON: the key <c>training.mixing</c> of a configuration.</summary>
internal static class EntryMixingDocument
{
    private const int MaximumSources = 10_000;

    private static readonly (string Word, EntryMixing Value)[] Orders =
    [
        ("proportional", EntryMixing.Proportional), ("round_robin", EntryMixing.RoundRobin), ("balanced", EntryMixing.Balanced),
    ];

    private static readonly (string Word, MixtureEnd Value)[] Ends =
        [("longest", MixtureEnd.Longest), ("first", MixtureEnd.First), ("last", MixtureEnd.Last)];

    public static EntryMixing Read(JsonSection section)
    {
        if (section.Kind == JsonValueKind.String) return section.Word<EntryMixing>(Orders);
        if (section.Kind != JsonValueKind.Object)
            throw section.Error($"One of {string.Join(", ", Orders.Select(o => o.Word))} is expected, or an object with the key 'order'.");
        section.WithOnly("order", "end");
        return ReadOrder(section.Required("order")) with { End = section["end"]?.Word<MixtureEnd>(Ends) ?? MixtureEnd.Longest };
    }

    public static void Write(Utf8JsonWriter json, EntryMixing mixing)
    {
        json.WriteStartObject();
        if (mixing.Order == MixingOrder.Labels) LabelNumbers.Write(json, "order", mixing.Shares);
        else if (mixing.Order == MixingOrder.Sources)
        {
            json.WritePropertyName("order");
            json.WriteNumbersValue([.. mixing.Shares.Values]);
        }
        else json.WriteString("order", Array.Find(Orders, o => o.Value.Order == mixing.Order).Word);
        json.WriteString("end", Array.Find(Ends, e => e.Value == mixing.End).Word);
        json.WriteEndObject();
    }

    private static EntryMixing ReadOrder(JsonSection section) => section.Kind switch
    {
        JsonValueKind.Array => EntryMixing.OfSources(ReadShares(section)),
        JsonValueKind.Object => EntryMixing.OfLabels(LabelNumbers.Read(section)),
        _ => section.Word<EntryMixing>(Orders),
    };

    private static ImmutableArray<double> ReadShares(JsonSection section)
    {
        ImmutableArray<double> shares = section.Items(
            share => share.Number() is > 0 and var number ? number : throw share.Error("A number above 0 is expected."), MaximumSources);
        return shares.IsEmpty ? throw section.Error("A share for each source is expected.") : shares;
    }
}
