namespace Hep.Train.TorchSharp.Tests;

/// <summary>Skips what needs libtorch where it cannot be used, with the reason.</summary>
public abstract class TorchFixture
{
    [OneTimeSetUp]
    public void RequireTorch()
    {
        if (!TorchSharpEngine.IsAvailable(out string? why)) Assert.Ignore(why);
    }
}
