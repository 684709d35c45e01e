namespace Hep.Train.TorchSharp;

/// <summary>What the inputs of a model are called.</summary>
internal static class InputNames
{
    public const string Features = "features", Mask = "mask", Grid = "grid";

    public static string Tokens(string collection) => $"tokens_{collection}";

    public static string TokenMask(string collection) => $"mask_{collection}";
}
