using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>The members of a class in the order of its streamer info, without a header.</summary>
/// <param name="members">The bases and members that are stored.</param>
internal sealed class RecordNode(Node[] members) : Node
{
    /// <summary>Whether nothing is stored of the class.</summary>
    public bool IsEmpty => members.Length == 0;

    public override int MinBytes { get; } = (int)Math.Min(int.MaxValue, members.Sum(m => (long)m.MinBytes));

    public override int RawBytes { get; } =
        members.Aggregate(0L, (sum, m) => sum < 0 || m.RawBytes < 0 ? -1 : sum + m.RawBytes) is <= int.MaxValue and long bytes
            ? (int)bytes
            : -1;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        if (members.Length == 0) return;
        for (int i = 0; i < count; i++)
            foreach (Node member in members) member.Read(ref buffer, 1, into);
    }

    public override void ReadColumn(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        foreach (Node member in members) member.ReadColumn(ref buffer, count, into);
    }
}
