using System.Text.RegularExpressions;
using Hep.Jagged;
using Hep.Testing;
using TorchSharp;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Devices, as far as a machine without a GPU can tell.</summary>
[NonParallelizable]
public sealed partial class DeviceTests : TorchFixture
{
    /// <summary>A tensor that is made anywhere else stands on the host, whatever the device; states are read and written there.</summary>
    [Test]
    public void Every_tensor_of_a_network_is_made_by_its_device()
    {
        string engine = Path.Combine(TestData.Repository, "src", "Hep.Train.TorchSharp");
        string[] files = [.. ((string[])["Encoders", "Inputs", "Layers", "Modules", "Networks", "Objectives", "Optimizers", "States"])
            .SelectMany(room => Directory.GetFiles(Path.Combine(engine, room), "*.cs", SearchOption.AllDirectories))];

        string[] made = [.. files.Where(f => Path.GetFileName(f) != "StateTensors.cs").SelectMany(f => File.ReadLines(f)
            .Where(line => Makes().IsMatch(line)).Select(line => $"{Path.GetFileName(f)}: {line.Trim()}"))];

        Assert.That(files, Has.Length.GreaterThan(40));
        Assert.That(made, Is.Empty);
    }

    [TestCase("cuda", "libtorch-cuda-12.8-")]
    [TestCase("cuda:1", "sees no 'cuda:1'")]
    [TestCase("mps", "Apple silicon")]
    public void A_device_that_is_not_there_is_refused_before_any_event_is_read(string device, string message)
    {
        if (torch.cuda.is_available() || OperatingSystem.IsMacOS()) Assert.Ignore("This machine has a GPU.");
        using TorchSharpEngine engine = new(NetworkSpecification.Dense(4));
        TrainingOptions options = new() { Device = device };

        Assert.That(async () => await Trainer.FitAsync(new Unreadable(), SampleEvents.Features, engine, options),
            Throws.TypeOf<TrainingException>().With.Message.Contains(message).And.Message.Contains("\"device\": \"cpu\""));
    }

    [Test]
    public async Task The_first_device_that_is_there_is_the_processor_where_there_is_no_other()
    {
        if (torch.cuda.is_available() || OperatingSystem.IsMacOS()) Assert.Ignore("This machine has a GPU.");

        byte[] named = await TrainAsync("cpu"), found = await TrainAsync("auto");

        Assert.That(found, Is.EqualTo(named));
    }

    private static async Task<byte[]> TrainAsync(string device)
    {
        using TorchSharpEngine engine = new(new DenseSpecification { Layers = [4], Dropout = 0.2 });
        engine.Start(SampleProblem.For(TrainingTask.Binary, new TrainingOptions { Device = device }));
        await engine.TrainAsync(SampleProblem.Once(SampleProblem.Batch(TrainingTask.Binary)));
        return engine.ToModel().ToArray();
    }

    [GeneratedRegex(@"(?<![\w.])(torch\.)?(empty|zeros|ones|full|rand|randn|randint|randperm|arange|eye|tensor|as_tensor|from_array"
        + @"|frombuffer)\(")]
    private static partial Regex Makes();

    private sealed class Unreadable : IBatchSource
    {
        public Schema Schema => throw new AssertionException("The data are looked at.");

        public long? EntryCount => throw new AssertionException("The data are looked at.");

        public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
            throw new AssertionException("The data are read.");
    }
}
