using System.Globalization;
using Hep.Inference;

namespace Hep.Tool.Scores;

/// <summary>One number of a model's outputs for each event: <c>score</c>, <c>scores[2]</c>.</summary>
internal sealed class ScoreColumn
{
    private readonly Func<int, double> _get;
    private readonly bool _isSingle;

    private ScoreColumn(string name, Func<int, double> get, bool isSingle)
    {
        Name = name;
        _get = get;
        _isSingle = isSingle;
    }

    /// <summary>The output's name, with an index where an event has several numbers.</summary>
    public string Name { get; }

    /// <summary>The numbers of all outputs, in their order; valid as long as the predictions.</summary>
    public static IReadOnlyList<ScoreColumn> Of(Predictions predictions)
    {
        List<ScoreColumn> columns = [];
        foreach (Tensor output in predictions.Outputs)
        {
            int stride = output.Shape.Skip(1).Aggregate(1, (product, size) => product * (int)size);
            for (int i = 0; i < stride; i++)
                columns.Add(
                    new ScoreColumn(stride == 1 ? output.Name : $"{output.Name}[{i}]", Reader(output, i, stride), output is Tensor<float>));
        }
        return columns;
    }

    /// <summary>The number of one event.</summary>
    public double Get(int row) => _get(row);

    /// <summary>A number with as many digits as it was computed with.</summary>
    public string Format(double value) =>
        _isSingle ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);

    private static Func<int, double> Reader(Tensor output, int index, int stride) => output switch
    {
        Tensor<float> t => row => t.Values[row * stride + index],
        Tensor<double> t => row => t.Values[row * stride + index],
        Tensor<long> t => row => t.Values[row * stride + index],
        Tensor<int> t => row => t.Values[row * stride + index],
        Tensor<bool> t => row => t.Values[row * stride + index] ? 1 : 0,
        _ => throw OutputTypes.Refuse(output.Signature),
    };
}
