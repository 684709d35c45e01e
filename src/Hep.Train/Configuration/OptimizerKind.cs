namespace Hep.Train;

/// <summary>How gradients move weights.</summary>
public enum OptimizerKind
{
    /// <summary>Adam: steps scaled by running moments of the gradient.</summary>
    Adam,
    /// <summary>Adam with weight decay apart from the gradient.</summary>
    AdamW,
    /// <summary>Plain stochastic gradient descent.</summary>
    Sgd,
}
