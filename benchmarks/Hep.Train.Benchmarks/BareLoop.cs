using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.Benchmarks;

/// <summary>
/// The floor: what TorchSharp's own page does with tensors that are in memory already: 64 → 128 → 1, Adam, weighted loss.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    private readonly Sequential _network = nn.Sequential(nn.Linear(Events.CellCount, 128), nn.ReLU(), nn.Linear(128, 1));
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _features, _labels, _weights;

    public BareLoop(int entries)
    {
        _optimizer = optim.Adam(_network.parameters(), 0.001);
        _features = rand(entries, Events.CellCount);
        _labels = rand(entries, 1).gt(0.5).to_type(ScalarType.Float32);
        _weights = ones(entries, 1);
    }

    public float Step()
    {
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor loss = nn.functional.binary_cross_entropy_with_logits(_network.call(_features), _labels, _weights);
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }

    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[_features, _labels, _weights]) tensor.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }
}
