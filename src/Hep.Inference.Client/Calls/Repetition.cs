namespace Hep.Inference.Client;

/// <summary>How often, and where, a call may be sent.</summary>
internal enum Repetition
{
    /// <summary>It changes nothing: any server may answer it, any number of times.</summary>
    Anywhere,
    /// <summary>Twice is as good as once, at the first server.</summary>
    Repeatable,
    /// <summary>Once, at the first server: again only where certainly nothing arrived.</summary>
    Once,
}
