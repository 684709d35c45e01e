using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Files;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Reads the metadata of an RNTuple: anchor, header, footer, page lists.</summary>
internal static class NTupleOpening
{
    /// <summary>Opens the RNTuple whose anchor a key holds.</summary>
    /// <exception cref="RootException">It is damaged, or of a format that is not read here.</exception>
    public static async ValueTask<NTupleDescription> OpenAsync(RecordReader records, RootKey key, CancellationToken cancellationToken)
    {
        StoredNTuple stored = await ReadAsync(records, key, cancellationToken).ConfigureAwait(false);
        return await StreamedPlanning.PlanAsync(stored, records, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the same as it is stored.</summary>
    public static async ValueTask<StoredNTuple> ReadAsync(RecordReader records, RootKey key, CancellationToken cancellationToken)
    {
        if (key.ClassName == Anchor.EarlyClassName)
            throw Anchor.NotSupported($"RNTuple before format 1.0 (class {key.ClassName})");
        (_, MemoryOwner<byte> payload) = await records.ReadAsync(key.Seek, (int)key.StoredBytes, cancellationToken).ConfigureAwait(false);
        Anchor anchor;
        using (payload) anchor = Anchor.Read(payload.Span);
        EnvelopeReader envelopes = new(records, anchor.MaxKeyBytes);
        NTupleSchema schema = new();
        using Envelope header = await envelopes.ReadAsync(anchor.Header, EnvelopeKind.Header, cancellationToken).ConfigureAwait(false);
        (string title, int schemaStart, int schemaEnd) = ReadHeader(header.Payload, schema);
        Footer contents;
        byte[] extension;
        using (Envelope footer = await envelopes.ReadAsync(anchor.Footer, EnvelopeKind.Footer, cancellationToken).ConfigureAwait(false))
        {
            contents = Footer.Read(footer.Payload, header.Checksum, schema);
            extension = footer.Part(contents.ExtensionStart, contents.ExtensionEnd).ToArray();
        }
        schema.Settle();
        List<Cluster> clusters = [];
        foreach (ClusterGroup group in contents.Groups)
        {
            using Envelope list = await envelopes.ReadAsync(group.PageList, EnvelopeKind.PageList, cancellationToken).ConfigureAwait(false);
            PageList.Read(list.Payload, header.Checksum, group.ClusterCount, schema, clusters);
        }
        return new StoredNTuple
        {
            Title = title,
            Anchor = anchor,
            Schema = schema,
            Clusters = InOrder(clusters),
            Header = header.Bytes.ToArray(),
            HeaderChecksum = header.Checksum,
            Fields = header.Part(schemaStart, schemaEnd).ToArray(),
            Extension = extension,
            HasMore = contents.HasMore,
        };
    }

    private static (string Title, int SchemaStart, int SchemaEnd) ReadHeader(EnvelopeBuffer payload, NTupleSchema schema)
    {
        payload.ReadFeatureFlags();
        payload.ReadBytes();                        // its name, which the key has too
        string description = payload.ReadString();
        payload.ReadBytes();                        // what wrote it
        int start = payload.Position;
        schema.Read(ref payload);
        schema.EndHeader();
        return (description, start, payload.Position);
    }

    // The entries of one cluster follow those of another, whichever was written first.
    private static Cluster[] InOrder(List<Cluster> clusters)
    {
        Cluster[] ordered = [.. clusters.OrderBy(c => c.FirstEntry)];
        long next = 0;
        foreach (Cluster cluster in ordered)
        {
            if (cluster.FirstEntry != next || cluster.EntryCount > long.MaxValue - next)
                throw new RootException($"A cluster has the entries {cluster.FirstEntry} to {(ulong)cluster.EndEntry}, {next} comes next.");
            next = cluster.EndEntry;
        }
        return ordered;
    }
}
