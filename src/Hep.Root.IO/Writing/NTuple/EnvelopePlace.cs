namespace Hep.Root.IO.Writing.NTuple;

/// <summary>Where an envelope lies.</summary>
/// <param name="Offset">Its first byte, behind the key of its record.</param>
/// <param name="StoredBytes">Its bytes in the file.</param>
/// <param name="PlainBytes">Its bytes before compression.</param>
internal sealed record EnvelopePlace(long Offset, int StoredBytes, int PlainBytes);
