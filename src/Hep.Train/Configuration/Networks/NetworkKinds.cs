using Hep.Jagged;

namespace Hep.Train;

/// <summary>The kinds of networks, each with its defaults, and how a document becomes one of them.</summary>
internal static class NetworkKinds
{
    public static readonly (string Word, NetworkSpecification Value)[] All =
        [.. new NetworkSpecification[]
        {
            new DenseSpecification(), new DeepSetsSpecification(), new SetTransformerSpecification(), new ConvolutionSpecification(),
            new AutoencoderSpecification(), new VariationalAutoencoderSpecification(),
        }.Select(n => (n.Kind, n))];

    public static NetworkSpecification Read(JsonSection section)
    {
        NetworkSpecification network = section["kind"]?.Word<NetworkSpecification>(All) ?? new DenseSpecification();
        IReadOnlyList<NetworkKey> keys = network.Keys;
        section.WithOnly(["kind", .. keys.Select(k => k.Name)]);
        foreach (NetworkKey key in keys)
            if (section[key.Name] is { } value) network = key.Read(network, value);
        return network.Contradiction is { } contradiction ? throw section.Error(contradiction) : network;
    }

    public static string Write(NetworkSpecification network) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", network.Kind);
        foreach (NetworkKey key in network.Keys)
        {
            json.WritePropertyName(key.Name);
            key.Write(network, json);
        }
        json.WriteEndObject();
    });
}
