namespace Hep.Train;

/// <summary>The function between two dense layers.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,
    /// <summary>x where positive, else x / 100.</summary>
    LeakyRelu,
    /// <summary>x where positive, else exp(x) − 1.</summary>
    Elu,
    /// <summary>The scaled exponential unit.</summary>
    Selu,
    /// <summary>x·Φ(x).</summary>
    Gelu,
    /// <summary>x·sigmoid(x).</summary>
    Silu,
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
    /// <summary>1 / (1 + exp(−x)).</summary>
    Sigmoid,
    /// <summary>ln(1 + exp(x)).</summary>
    Softplus,
}
