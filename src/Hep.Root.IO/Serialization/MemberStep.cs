namespace Hep.Root.IO.Serialization;

/// <summary>The value of a member, read behind those that stand before it: its owner knows the lengths.</summary>
internal delegate object? MemberStreamer(ref RootBuffer buffer, StreamerElement element, RootObject owner);

/// <summary>One step of reading an object: a member, or a run of numbers that are left out.</summary>
internal sealed class MemberStep(StreamerElement element, MemberStreamer? read)
{
    /// <summary>The member; of a run the first.</summary>
    public StreamerElement Element { get; } = element;

    /// <summary>Reads it; null for a base class, for what is left out, and for what cannot be read.</summary>
    public MemberStreamer? Read { get; } = read;

    /// <summary>Whether its bytes are passed over; of a base class, or another object, the byte count tells how many.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>The bytes of a run that is left out; else 0.</summary>
    public int Bytes { get; set; }

    /// <summary>What is known of a base class, once it was met.</summary>
    public KnownClass? Base { get; set; }
}
