namespace Hep.Root.IO.Tests.Hostile;

/// <summary>A number in a file that a mutation can change with knowledge.</summary>
internal readonly record struct MappedField(int Offset, int Width, string Name);

/// <summary>
/// A record of a file: its key from <paramref name="Start"/>, its payload from <paramref name="Payload"/> to <paramref name="End"/>.
/// </summary>
internal sealed record MappedRecord(int Start, string ClassName, string Name, int Payload, int End, int PlainBytes);
