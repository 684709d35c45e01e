namespace Hep.Root.IO.RemoteBenchmarks;

/// <summary>What one measurement gave.</summary>
/// <param name="Bytes">Bytes, or entries, that came.</param>
/// <param name="Seconds">How long they took.</param>
/// <param name="Crc">The CRC-32 of the bytes in the order of their offsets, where they are few.</param>
internal readonly record struct Measured(long Bytes, double Seconds, uint? Crc = null);
