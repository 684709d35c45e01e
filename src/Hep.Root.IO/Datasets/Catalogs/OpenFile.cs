namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>A file of a dataset while it is open; who has it disposes it.</summary>
/// <param name="Facts">What is known of it.</param>
/// <param name="File">The file.</param>
/// <param name="Tree">Its tree.</param>
/// <param name="Idle">Where it goes then.</param>
internal sealed record OpenFile(DatasetFile Facts, RootFile File, RootTree Tree, IdleFiles Idle) : IAsyncDisposable
{
    /// <summary>Leaves the file to who wants it next, or closes it.</summary>
    public ValueTask DisposeAsync() => Idle.GiveAsync(this);
}
