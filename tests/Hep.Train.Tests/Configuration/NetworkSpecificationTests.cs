using Hep.Jagged;

namespace Hep.Train.Tests;

public sealed class NetworkSpecificationTests
{
    [Test]
    public void A_network_survives_json()
    {
        DenseSpecification network = new() { Layers = [7, 5], Activation = Activation.LeakyRelu, Dropout = 0.25, UseMask = false };

        NetworkSpecification read = NetworkSpecification.FromJson(network.ToJson());

        Assert.That(read.ToJson(), Is.EqualTo(network.ToJson()));
        Assert.That((read.Layers, read.Activation, read.Dropout, read.UseMask),
            Is.EqualTo((network.Layers, Activation.LeakyRelu, 0.25, false)));
    }

    [TestCaseSource(nameof(EveryKind))]
    public void A_network_of_any_kind_survives_json(NetworkSpecification network)
    {
        NetworkSpecification read = NetworkSpecification.FromJson(network.ToJson());

        Assert.That(read.GetType(), Is.EqualTo(network.GetType()));
        Assert.That(read.ToJson(), Is.EqualTo(network.ToJson())
            .And.Not.EqualTo(NetworkKinds.All.Single(k => k.Word == network.Kind).Value.ToJson()));
    }

    [Test]
    public void Only_convolutions_take_grids() =>
        Assert.That(NetworkKinds.All.Where(k => k.Value.TakesGrids).Select(k => k.Word), Is.EqualTo(["convolution"]));

    [Test]
    public void What_a_document_leaves_out_has_its_default() =>
        Assert.That(NetworkSpecification.FromJson("{}").ToJson(), Is.EqualTo(new DenseSpecification().ToJson()));

    [Test]
    public void Every_activation_has_a_word() =>
        Assert.That(ConfigurationWords.Activations.Select(a => a.Value), Is.EquivalentTo(Enum.GetValues<Activation>()));

    [TestCase("""{"kind": "transformer"}""", "kind", "'transformer' is none of dense, deep_sets")]
    [TestCase("""{"layer": [1]}""", "layer", "Nearest: layers")]
    [TestCase("""{"layers": [64, 0]}""", "layers[1]", "from 1 to 65536")]
    [TestCase("""{"layers": 64}""", "layers", "array")]
    [TestCase("""{"activation": "rleu"}""", "activation", "Nearest: relu")]
    [TestCase("""{"dropout": 1}""", "dropout", "from 0 to below 1")]
    [TestCase("""{"use_mask": 1}""", "use_mask", "true or false")]
    [TestCase("""[]""", "", "object")]
    [TestCase("""{"kind": "deep_set"}""", "kind", "Nearest: deep_sets")]
    [TestCase("""{"kind": "dense", "pooling": "sum"}""", "pooling", "Unknown key 'pooling'")]
    [TestCase("""{"kind": "deep_sets", "pooling": ["sum", "sum"]}""", "pooling", "each once")]
    [TestCase("""{"kind": "deep_sets", "pooling": "avg"}""", "pooling", "none of sum, mean, max")]
    [TestCase("""{"kind": "set_transformer", "width": 30}""", "", "4 attention_heads do not share a width of 30")]
    [TestCase("""{"kind": "convolution", "kernel": 4}""", "kernel", "odd number")]
    [TestCase("""{"kind": "autoencoder", "heads": {}}""", "heads", "Unknown key 'heads'")]
    [TestCase("""{"heads": {"a b": {"targets": 0}}}""", "heads.a b", "no name of a head")]
    [TestCase("""{"heads": {"a": {"targets": []}}}""", "heads.a.targets", "one label at least")]
    [TestCase("""{"heads": {"a": {"targets": 0, "task": "reconstruction"}}}""", "heads.a.task", "none of auto, binary")]
    public void What_does_not_fit_is_refused_with_its_place(string json, string key, string message) =>
        Assert.That(() => NetworkSpecification.FromJson(json, "network"),
            Throws.TypeOf<PipelineException>().With.Message.Contains(message).And.Property(nameof(PipelineException.Path))
                .EqualTo(key.Length == 0 ? "network" : $"network.{key}"));

    [Test]
    public void A_configuration_without_network_has_the_defaults() =>
        Assert.That(NetworkSpecification.FromConfiguration("""{"dataset": {}, /* nothing */ }""").ToJson(),
            Is.EqualTo(new DenseSpecification().ToJson()));

    private static IEnumerable<NetworkSpecification> EveryKind =>
    [
        new DenseSpecification { Residual = true, Embedding = 0, Normalization = Normalization.Layer },
        new DenseSpecification { Heads = [new HeadSpecification("signal", 0) { Weight = 2 }, new HeadSpecification("p4", 1, 2, 3)] },
        new DeepSetsSpecification { Collections = ["Jet"], Pooling = [Pooling.Sum], ObjectLayers = [3], UseCells = false },
        new SetTransformerSpecification { Width = 8, AttentionHeads = 2, Blocks = 1 },
        new ConvolutionSpecification { Channels = [2], Kernel = 5, Pool = 1, UseCells = false },
        new AutoencoderSpecification { Latent = 2 },
        new VariationalAutoencoderSpecification { Latent = 2, DivergenceWeight = 0.5 },
    ];
}
