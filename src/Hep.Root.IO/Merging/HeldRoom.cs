namespace Hep.Root.IO.Merging;

/// <summary>Memory for what histograms of all files hold until they find a range (<see cref="HeldFills"/>).</summary>
/// <param name="bytes">How much there is for all that are merged at a time.</param>
internal sealed class HeldRoom(long bytes)
{
    /// <summary>Takes a place for so many numbers.</summary>
    /// <exception cref="RootException">There is none left.</exception>
    public void Take(int numbers)
    {
        if ((long)numbers * sizeof(double) > bytes)
            throw new RootException("What histograms hold that were to find their range takes more than a quarter of the memory that may "
                + "be used: allow more (MergeOptions.MemoryBudget, --memory), or give histograms a range where they are made.");
        bytes -= (long)numbers * sizeof(double);
    }
}
