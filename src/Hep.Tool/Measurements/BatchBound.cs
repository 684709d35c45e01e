namespace Hep.Tool.Measurements;

/// <summary>When a batch ends: after so many entries, or at so many bytes.</summary>
internal sealed record BatchBound(int Entries, long? Bytes);
