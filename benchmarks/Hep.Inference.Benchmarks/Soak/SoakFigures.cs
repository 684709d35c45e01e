using System.Globalization;
using System.Text.RegularExpressions;

namespace Hep.Inference.Benchmarks;

/// <summary>Memory, handles and threads of the service, sampled while it is soaked.</summary>
internal sealed partial class SoakFigures(SoakService service, HttpClient client)
{
    private const int SamplesOfHeap = 10;   // the least of so many is what is left behind collections

    private readonly List<double> _heap = [];

    public SoakFigure Resident { get; } = new("resident memory, MiB", 16);

    /// <summary>The floor of the managed heap's saw: the least of ten samples.</summary>
    public SoakFigure Heap { get; } = new("managed heap, MiB", 4);

    public SoakFigure Handles { get; } = new("open files and sockets", 10);

    public SoakFigure Threads { get; } = new("threads", 5);

    public IEnumerable<SoakFigure> All => [Resident, Heap, Handles, Threads];

    /// <summary>Samples once a second.</summary>
    public async Task RunAsync(CancellationToken enough)
    {
        for (; !enough.IsCancellationRequested && service.IsRunning; await Task.Delay(1000, CancellationToken.None))
        {
            Resident.Add(service.ResidentBytes / (double)(1 << 20));
            Handles.Add(service.Handles);
            Threads.Add(service.Threads);
            _heap.Add(await ReadHeapAsync());
            if (_heap.Count < SamplesOfHeap) continue;
            Heap.Add(_heap.Min());
            _heap.Clear();
        }
    }

    private async Task<double> ReadHeapAsync()
    {
        string metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return double.Parse(HeapBytes().Match(metrics).Groups[1].ValueSpan, CultureInfo.InvariantCulture) / (1 << 20);
    }

    [GeneratedRegex(@"^dotnet_gc_heap_bytes (\S+)$", RegexOptions.Multiline)]
    private static partial Regex HeapBytes();
}
