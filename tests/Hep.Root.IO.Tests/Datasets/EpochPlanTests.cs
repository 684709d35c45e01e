using Hep.Jagged;
using Hep.Root.IO.Datasets;
using Hep.Root.IO.Datasets.Catalogs;
using Hep.Root.IO.Datasets.Epochs;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>The order of an epoch, over random files, clusters, buffers, shards and seeds.</summary>
public sealed class EpochPlanTests
{
    private const int Rounds = 400;

    [Test]
    public void Every_entry_comes_once_an_epoch_but_for_fewer_than_there_are_shards()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Random random = new(round);
            DatasetFile[] files = Files(random);
            ShuffleOptions? shuffle = round % 4 == 0 ? null : Shuffle(random);
            int shards = random.Next(1, 5), epoch = random.Next(3);
            EpochPlan[] plans = [.. Enumerable.Range(0, shards).Select(r => NewPlan(files, shuffle, new DatasetShard(r, shards)))];

            List<(int File, long Entry)>[] orders = [.. plans.Select(p => Order(p, files, shuffle, epoch, 0))];

            (int, long)[] all = [.. files.SelectMany((f, i) => Entries(i, f.First, f.End))];
            (int, long)[] read = [.. orders.SelectMany(o => o)];
            Assert.That(orders.Select(o => (long)o.Count), Is.All.EqualTo(all.Length / shards), $"round {round}");
            Assert.That(read.Distinct().Count(), Is.EqualTo(read.Length), $"round {round}");
            Assert.That(read.Except(all), Is.Empty, $"round {round}");
            Assert.That(plans[0].EntryCount, Is.EqualTo(all.Length / shards));
        }
    }

    [Test]
    public void Going_on_from_any_place_gives_what_the_whole_epoch_gives_from_there()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Random random = new(round);
            DatasetFile[] files = Files(random);
            ShuffleOptions? shuffle = round % 4 == 0 ? null : Shuffle(random);
            EpochPlan plan = NewPlan(files, shuffle, new DatasetShard(random.Next(2), 2));
            List<(int, long)> whole = Order(plan, files, shuffle, 1, 0);
            int from = random.Next(whole.Count + 2);

            Assert.That(Order(plan, files, shuffle, 1, from), Is.EqualTo(whole.Skip(from)), $"round {round} from {from}");
        }
    }

    [Test]
    public void Only_so_many_files_are_open_and_a_buffer_holds_no_more_than_it_should()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Random random = new(round);
            DatasetFile[] files = Files(random);
            ShuffleOptions shuffle = Shuffle(random);
            HashSet<int> open = [], closed = [];

            foreach (MixedBlock block in Blocks(NewPlan(files, shuffle, DatasetShard.Whole), files, 0, 0))
            {
                Assert.That(block.EntryCount, Is.LessThanOrEqualTo(shuffle.Buffer).And.GreaterThan(0));
                foreach (ReadUnit unit in block.Units)
                {
                    Assert.That(closed, Does.Not.Contain(unit.File));
                    open.Add(unit.File);
                    Assert.That(open, Has.Count.LessThanOrEqualTo(shuffle.Files));
                    if (unit.EndsFile) closed.Add(unit.File);
                    open.ExceptWith(closed);
                }
            }

            Assert.That(open, Is.Empty);
        }
    }

    [Test]
    public void Epochs_and_seeds_have_orders_of_their_own_that_stay()
    {
        DatasetFile[] files = [File(0, 0, 1000, 50), File(1, 0, 1000, 50)];
        List<(int, long)> Of(long seed, int epoch)
        {
            ShuffleOptions shuffle = new() { Buffer = 200, Seed = seed };
            return Order(NewPlan(files, shuffle, DatasetShard.Whole), files, shuffle, epoch, 0);
        }

        Assert.That(Of(3, 2), Is.Not.EqualTo(Of(3, 1)));
        Assert.That(Of(4, 1), Is.Not.EqualTo(Of(3, 1)));
        // for all time: a position that was kept yesterday goes on tomorrow
        Assert.That(string.Join(" ", Of(3, 1).Take(4)), Is.EqualTo("(1, 935) (1, 938) (1, 699) (0, 796)"));
    }

    [Test]
    public void A_fingerprint_tells_other_files_ranges_options_and_shards()
    {
        DatasetFile[] files = [File(0, 0, 100, 10), File(1, 0, 100, 10)];
        ShuffleOptions shuffle = new();
        ulong[] all =
        [
            Of(files, shuffle), Of(files, null), Of([files[1], files[0]], shuffle),
            Of([files[0], File(1, 0, 99, 10)], shuffle), Of([files[0], File(1, 1, 100, 10)], shuffle),
            Of(files, shuffle with { Seed = 1 }), Of(files, shuffle with { Buffer = 7 }), Of(files, shuffle with { Files = 7 }),
            Of(files, shuffle, 0), Of(files, shuffle, 1),
        ];

        Assert.That(all, Is.Unique);
        Assert.That(Of(files, shuffle with { }), Is.EqualTo(all[0]));

        static ulong Of(DatasetFile[] files, ShuffleOptions? shuffle, int? rank = null) =>
            NewPlan(files, shuffle, rank is { } part ? new DatasetShard(part, 2) : DatasetShard.Whole)
                .Fingerprint(DatasetCatalog.FingerprintOf(files));
    }

    [Test]
    public void A_place_behind_the_end_of_a_shard_is_its_end()
    {
        DatasetFile[] files = [File(0, 0, 100, 10)];
        EpochPlan plan = NewPlan(files, null, new DatasetShard(0, 2));

        Assert.That(Order(plan, files, null, 0, 50), Is.Empty);
        Assert.That(Order(plan, files, null, 0, long.MaxValue), Is.Empty);
    }

    [Test]
    public void A_tree_that_claims_any_number_of_entries_is_refused()
    {
        DatasetFile claims = File(0, 0, 10, 10) with { End = 1L << 44, Clusters = [new EntryRange(0, 1L << 44)] };

        Assert.That(() => claims.RequireParts(10_000),
            Throws.TypeOf<RootException>().With.Message.Contains("claims 17592186044416 entries"));
        Assert.That(() => (claims with { End = 1L << 22 }).RequireParts(1), Throws.Nothing);
    }

    // A buffer of a tenth of a hundred clusters: no better can be had from whole clusters than 0.1, the order of a hundred things.
    [Test]
    public void Over_many_seeds_the_order_tells_next_to_nothing_of_the_files()
    {
        DatasetFile[] files = [.. Enumerable.Range(0, 10).Select(i => File(i, 0, 500, 50))];
        double squares = 0, next = 0;
        const int seeds = 200;
        for (int seed = 0; seed < seeds; seed++)
        {
            ShuffleOptions shuffle = new() { Buffer = 500, Files = 10, Seed = seed };
            EpochPlan plan = NewPlan(files, shuffle, DatasetShard.Whole);
            double[] order = [.. Order(plan, files, shuffle, 0, 0).Select(e => e.File * 500.0 + e.Entry)];
            squares += Math.Pow(Correlation([.. Enumerable.Range(0, order.Length).Select(i => (double)i)], order), 2);
            next += Correlation(order[1..], order[..^1]);
        }

        Assert.That(Math.Sqrt(squares / seeds), Is.LessThanOrEqualTo(0.12));
        Assert.That(next / seeds, Is.LessThan(0.2));
    }

    private static double Correlation(double[] x, double[] y)
    {
        double mx = x.Average(), my = y.Average(), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }
        return xy / Math.Sqrt(xx * yy);
    }

    private static EpochPlan NewPlan(DatasetFile[] files, ShuffleOptions? shuffle, DatasetShard shard) =>
        new(files.Length, files.Sum(f => f.End - f.First), shuffle, shard);

    private static IEnumerable<MixedBlock> Blocks(EpochPlan plan, DatasetFile[] files, int epoch, long from) =>
        plan.Blocks((place, _) => new(files[place]), epoch, from, CancellationToken.None).ToBlockingEnumerable();

    private static List<(int File, long Entry)> Order(EpochPlan plan, DatasetFile[] files, ShuffleOptions? shuffle, int epoch, long from)
    {
        if (shuffle is null)
            return
            [
                .. plan.Units((place, _) => new(files[place]), epoch, from, CancellationToken.None).ToBlockingEnumerable()
                    .SelectMany(u => Entries(u.File, u.Range.First, u.Range.End)),
            ];
        List<(int, long)> order = [];
        foreach (MixedBlock block in Blocks(plan, files, epoch, from))
        {
            (int, long)[] entries = [.. block.Units.SelectMany(u => Entries(u.File, u.Range.First, u.Range.End))];
            foreach (int place in block.Order(0)) order.Add(entries[place]);
        }
        return order;
    }

    private static IEnumerable<(int File, long Entry)> Entries(int file, long first, long end)
    {
        for (long entry = first; entry < end; entry++) yield return (file, entry);
    }

    private static ShuffleOptions Shuffle(Random random) =>
        new() { Files = random.Next(1, 5), Buffer = random.Next(1, 60), Seed = random.Next() };

    // None, one and many entries; some that are read in part; clusters of every size.
    private static DatasetFile[] Files(Random random) => [.. Enumerable.Range(0, random.Next(1, 9)).Select(i =>
    {
        int entries = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.Next(2, 120) };
        int first = random.Next(3) == 0 ? random.Next(entries + 1) : 0;
        return File(i, first, random.Next(3) == 0 ? random.Next(first, entries + 1) : entries, random.Next(1, 40));
    })];

    private static DatasetFile File(int place, long first, long end, int cluster)
    {
        EntrySource source = new(new Guid(place, 0, 0, new byte[8]), "Events");
        return new DatasetFile($"{place}.root", source, new DatasetSource { Files = [] }, new Schema([]), end, first, end)
        {
            Clusters = [.. Enumerable.Range(0, (int)(end / cluster) + 1).Select(c => new EntryRange(c * cluster, (c + 1) * cluster))],
        };
    }
}
