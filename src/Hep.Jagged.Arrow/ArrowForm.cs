namespace Hep.Jagged.Arrow;

/// <summary>How record batches are written one after the other.</summary>
public enum ArrowForm
{
    /// <summary>The IPC file, Feather version 2: batches can be found from its end, so the destination has to seek.</summary>
    File,
    /// <summary>The IPC stream: for pipes and sockets, read from its start.</summary>
    Stream,
}
