namespace Hep.Train;

/// <summary>What every evaluation of a head with one task takes down, block by block.</summary>
internal interface ITaskMetrics
{
    void Add(in PredictionBlock block);

    /// <summary>What was found, with further figures.</summary>
    HeadEvaluation ToEvaluation(IEnumerable<KeyValuePair<string, double>> further);
}
