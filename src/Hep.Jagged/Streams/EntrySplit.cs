namespace Hep.Jagged;

/// <summary>How entries are divided into a training and a validation part: by what they are, never by where they stand.</summary>
public sealed record EntrySplit
{
    /// <summary>The share of the validation part, from 0 to 1. Default: 0.2.</summary>
    public double Validation { get; init; } = 0.2;

    /// <summary>Another seed gives another division.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Flat columns whose values decide, such as run, luminosityBlock and event: entries in which all are equal go to the same part. Empty
    /// (default): the identity of the entry decides, that is file, tree and entry number.
    /// </summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Marks the entries of a batch that belong to the validation part.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="isValidation">One mark an entry.</param>
    /// <exception cref="PipelineException">A column that decides is missing or not flat.</exception>
    public void MarkValidation(EntryBatch batch, Span<bool> isValidation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (isValidation.Length != batch.EntryCount)
            throw new ArgumentException($"{batch.EntryCount} entries have as many marks, not {isValidation.Length}.", nameof(isValidation));
        Check();
        using SharedMemory<ulong> hashes = By.Count == 0
            ? EntryHash.OfIdentities(batch.Identities, Seed)
            : EntryHash.OfColumns(batch, By, Seed);
        ReadOnlySpan<ulong> all = hashes.Span;
        // 53 bits: a number in [0, 1)
        for (int i = 0; i < isValidation.Length; i++) isValidation[i] = (all[i] >> 11) * (1.0 / (1UL << 53)) < Validation;
    }

    internal void Check()
    {
        if (!(Validation >= 0 && Validation <= 1))
            throw new ArgumentException($"The validation part is a share from 0 to 1, not {Validation}.", nameof(Validation));
    }

    /// <summary>The step that keeps one part.</summary>
    internal Func<EntryBatch, EntryBatch?> Begin(SplitPart part) => batch =>
    {
        using SharedMemory<bool> memory = SharedMemory<bool>.Rent(batch.EntryCount);
        Span<bool> marks = memory.Span;
        MarkValidation(batch, marks);
        if (part == SplitPart.Training)
            for (int i = 0; i < marks.Length; i++) marks[i] = !marks[i];
        return EntryFilter.Keep(batch, marks);
    };
}

/// <summary>The parts of a division.</summary>
public enum SplitPart
{
    /// <summary>What a model learns from.</summary>
    Training,
    /// <summary>What it is judged by.</summary>
    Validation,
}
