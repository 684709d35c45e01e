namespace Hep.Train;

/// <summary>How gradients move weights.</summary>
public enum OptimizerKind
{
    /// <summary>
    /// Adam (arXiv:1412.6980, algorithm 1; β = 0.9, 0.999, ε = 10⁻⁸): steps scaled by running moments of the gradient. Weight decay is L2:
    /// it is
    /// added to the gradient.
    /// </summary>
    Adam,
    /// <summary>Adam with weight decay apart from the gradient (arXiv:1711.05101): p ← p·(1 − rate·decay) before each step.</summary>
    AdamW,
    /// <summary>
    /// Stochastic gradient descent, with weight decay as L2: g ← g + decay·p, v ← momentum·v + g, p ← p − rate·v, or with Nesterov
    /// p ← p − rate·(g + momentum·v).
    /// </summary>
    Sgd,
}
