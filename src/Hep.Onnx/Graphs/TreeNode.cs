namespace Hep.Onnx;

/// <summary>
/// A node of a <see cref="DecisionTree"/>: a question about one number of a row, or a leaf with its value. Numbers are compared as float32.
/// </summary>
public readonly record struct TreeNode
{
    private const int NoChild = -1;

    private TreeNode(int feature, float threshold, int below, int above, bool missingIsBelow, float value) =>
        (Feature, Threshold, Below, Above, MissingIsBelow, Value) = (feature, threshold, below, above, missingIsBelow, value);

    /// <summary>Which number of a row is asked for.</summary>
    public int Feature { get; }

    /// <summary>What it is compared with.</summary>
    public float Threshold { get; }

    /// <summary>The node where it goes on for numbers up to the threshold, the threshold itself among them.</summary>
    public int Below { get; }

    /// <summary>The node where it goes on for numbers above the threshold.</summary>
    public int Above { get; }

    /// <summary>Whether NaN goes to <see cref="Below"/>.</summary>
    public bool MissingIsBelow { get; }

    /// <summary>What a leaf gives.</summary>
    public float Value { get; }

    /// <summary>Whether it ends here.</summary>
    public bool IsLeaf => Below == NoChild;

    /// <summary>A question.</summary>
    /// <param name="feature">Which number of a row, from 0.</param>
    /// <param name="threshold">No NaN.</param>
    /// <param name="below">The node for numbers up to the threshold.</param>
    /// <param name="above">The node for those above it.</param>
    /// <param name="missingIsBelow">Whether NaN goes with the former.</param>
    public static TreeNode Split(int feature, float threshold, int below, int above, bool missingIsBelow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        ArgumentOutOfRangeException.ThrowIfNegative(below);
        ArgumentOutOfRangeException.ThrowIfNegative(above);
        if (float.IsNaN(threshold)) throw new ArgumentException("A number is neither below nor above NaN.", nameof(threshold));
        return new TreeNode(feature, threshold, below, above, missingIsBelow, 0);
    }

    /// <summary>A leaf.</summary>
    public static TreeNode Leaf(float value) => new(0, 0, NoChild, NoChild, missingIsBelow: false, value);

    /// <summary>Whether a number goes to <see cref="Below"/>.</summary>
    public bool TakesBelow(float number) => float.IsNaN(number) ? MissingIsBelow : number <= Threshold;
}
