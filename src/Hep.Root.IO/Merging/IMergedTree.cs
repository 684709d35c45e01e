namespace Hep.Root.IO.Merging;

/// <summary>What the trees of one path become.</summary>
internal interface IMergedTree
{
    /// <summary>Entries of all of them.</summary>
    long EntryCount { get; }

    /// <summary>Columns that are written.</summary>
    int ColumnCount { get; }

    /// <summary>Why entries are read and written anew; null where records are copied.</summary>
    string? WhyRewritten { get; }

    /// <summary>Writes it.</summary>
    /// <param name="output">The file.</param>
    /// <param name="progress">Is told how many entries it has.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    Task WriteAsync(RootFileWriter output, Action<long> progress, CancellationToken cancellationToken);
}
