namespace Hep.Train;

/// <summary>
/// A figure by which the predictions of a head are judged: of a user's own, beside those that each task has. It sees the entries block by
/// block and each once, so that any number of them can be judged in bounded memory.
/// </summary>
public interface IMetric
{
    /// <summary>
    /// Its name in cards and as <see cref="TrainingOptions.Monitor"/>, with the head's in front where there are several: no blanks, unlike
    /// every other.
    /// </summary>
    string Name { get; }

    /// <summary>Whether more of it is better.</summary>
    bool IsHigherBetter { get; }

    /// <summary>A count from nothing; each evaluation begins one for each head.</summary>
    /// <param name="head">What is predicted.</param>
    /// <returns>Null where it says nothing about such a head.</returns>
    IMetricSum? Begin(TrainingHead head);
}

/// <summary>One evaluation of a head by an <see cref="IMetric"/>.</summary>
public interface IMetricSum
{
    /// <summary>Takes in some entries.</summary>
    void Add(in PredictionBlock block);

    /// <summary>The figure of all entries so far; NaN where it has none.</summary>
    double Value { get; }
}
