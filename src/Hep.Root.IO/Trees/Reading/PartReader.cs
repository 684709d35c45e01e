using Hep.Root.IO.Bytes;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// What a tree is read in parts of, on its way through the tree: a branch of a TTree, a column of an RNTuple. Planning runs ahead and names
/// the records of each batch; decoding follows, record after record in their order, on one thread at a time.
/// </summary>
internal abstract class PartReader : IDisposable
{
    /// <summary>What it is called, for messages: <c>branch 'Muon_pt'</c>.</summary>
    public abstract string Label { get; }

    /// <summary>Where its first record lies: parts are read in the order of the file.</summary>
    public abstract long FirstSeek { get; }

    /// <summary>The records that the batch planned last has asked for, in order.</summary>
    public List<RecordPlace> Planned { get; } = [];

    /// <summary>Stored bytes of those.</summary>
    public long PlannedBytes { get; protected set; }

    /// <summary>Of those, how many are not put in order yet.</summary>
    public int Remaining { get; set; }

    /// <summary>The steps of decoding that are planned, and those that are done: they are taken in this order.</summary>
    public DecodingOrder Order { get; } = new();

    /// <summary>Leaves the order of the entries: what is planned next lies anywhere.</summary>
    public abstract void Jump();

    /// <summary>Asks for a record, where it is one of the file's.</summary>
    /// <exception cref="RootException">The file does not have it.</exception>
    public abstract void Ask(RecordPlace place, ReadPlan plan);

    /// <summary>Fetches what a record that was fetched cannot be loaded without; null where that is nothing.</summary>
    public virtual ValueTask<IDisposable?> FetchBesideAsync(
        RecordPlace place, ReadPlan plan, CancellationToken cancellationToken) => default;

    /// <summary>Loads a record, whose turn need not have come yet.</summary>
    /// <param name="place">The record.</param>
    /// <param name="plan">Has fetched it.</param>
    /// <param name="beside">What was fetched for it besides.</param>
    /// <param name="scratch">Takes it.</param>
    public abstract LoadedBasket? Load(RecordPlace place, ReadPlan plan, IDisposable? beside, LoadedBasket scratch);

    /// <summary>Decodes a loaded record into its batch, in its turn; none where the batch has only such as were kept.</summary>
    public abstract void Decode(BatchDraft draft, ReadItem item, LoadedBasket? record);

    public abstract void Dispose();
}
