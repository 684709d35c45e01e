namespace Hep.Jagged;

/// <summary>How entries are divided into a training and a validation part: by what they are, never by where they stand.</summary>
public sealed record EntrySplit
{
    /// <summary>
    /// The share of the validation part, from 0 to 1. Default: 0.2. Of <see cref="IntoFolds"/> 1 / k, and nothing else can be chosen.
    /// </summary>
    public double Validation { get; init; } = 0.2;

    /// <summary>Another seed gives another division.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Flat columns whose values decide, such as run, luminosityBlock and event: entries in which all are equal go to the same part. Empty
    /// (default): the identity of the entry decides, that is file, tree and entry number.
    /// </summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>The number of folds that <see cref="IntoFolds"/> made; 0: it is a division by share.</summary>
    public int FoldCount { get; private init; }

    /// <summary>Which of the folds is the validation part, from 0.</summary>
    public int Fold { get; private init; }

    /// <summary>
    /// Divisions for cross-validation, by the same seed and columns: the validation part of the first is the first of k folds, and so on;
    /// the others are its training part. Each entry is in the validation part of exactly one, however entries are ordered and batched.
    /// </summary>
    /// <param name="folds">Their number k, 2 or more.</param>
    /// <returns>k divisions.</returns>
    public IReadOnlyList<EntrySplit> IntoFolds(int folds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        EntrySplit[] divisions = new EntrySplit[folds];
        for (int fold = 0; fold < folds; fold++) divisions[fold] = this with { Validation = 1.0 / folds, FoldCount = folds, Fold = fold };
        return divisions;
    }

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
        using SharedMemory<ulong> hashes = HashesOf(batch);
        ReadOnlySpan<ulong> all = hashes.Span;
        if (FoldCount > 0)
        {
            for (int i = 0; i < isValidation.Length; i++) isValidation[i] = FoldOf(all[i], FoldCount) == Fold;
            return;
        }
        // 53 bits: a number in [0, 1)
        for (int i = 0; i < isValidation.Length; i++) isValidation[i] = (all[i] >> 11) * (1.0 / (1UL << 53)) < Validation;
    }

    /// <summary>Tells the fold of each entry of a batch, as <see cref="IntoFolds"/> divides them by the same seed and columns.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="folds">Their number k, 2 or more.</param>
    /// <param name="destination">One fold an entry, from 0.</param>
    /// <exception cref="PipelineException">A column that decides is missing or not flat.</exception>
    public void CopyFolds(EntryBatch batch, int folds, Span<int> destination)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        if (destination.Length != batch.EntryCount)
            throw new ArgumentException(
                $"{batch.EntryCount} entries have as many folds, not {destination.Length}.", nameof(destination));
        using SharedMemory<ulong> hashes = HashesOf(batch);
        ReadOnlySpan<ulong> all = hashes.Span;
        for (int i = 0; i < destination.Length; i++) destination[i] = FoldOf(all[i], folds);
    }

    internal void Check()
    {
        if (!(Validation >= 0 && Validation <= 1))
            throw new ArgumentException($"The validation part is a share from 0 to 1, not {Validation}.", nameof(Validation));
        if (FoldCount > 0 && Validation != 1.0 / FoldCount)
            throw new ArgumentException($"The validation part is fold {Fold} of {FoldCount}, not a share of {Validation}: "
                + "choose the share of a division that IntoFolds did not make.", nameof(Validation));
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

    private SharedMemory<ulong> HashesOf(EntryBatch batch) =>
        By.Count == 0 ? EntryHash.OfIdentities(batch.Identities, Seed) : EntryHash.OfColumns(batch, By, Seed);

    /// <summary>As all 64 bits are the digits of a number in [0, 1), the whole part of k times that is the fold: exactly one.</summary>
    private static int FoldOf(ulong hash, int folds) => (int)Math.BigMul(hash, (ulong)folds, out _);
}

/// <summary>The parts of a division.</summary>
public enum SplitPart
{
    /// <summary>What a model learns from.</summary>
    Training,
    /// <summary>What it is judged by.</summary>
    Validation,
}
