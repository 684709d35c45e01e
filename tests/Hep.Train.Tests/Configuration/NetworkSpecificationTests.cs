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
    public void What_does_not_fit_is_refused_with_its_place(string json, string key, string message) =>
        Assert.That(() => NetworkSpecification.FromJson(json, "network"),
            Throws.TypeOf<PipelineException>().With.Message.Contains(message).And.Property(nameof(PipelineException.Path))
                .EqualTo(key.Length == 0 ? "network" : $"network.{key}"));

    [Test]
    public void A_configuration_without_network_has_the_defaults() =>
        Assert.That(NetworkSpecification.FromConfiguration("""{"dataset": {}, /* nothing */ }""").ToJson(),
            Is.EqualTo(new DenseSpecification().ToJson()));
}
