namespace Hep.Train;

/// <summary>An engine that may have learnt all it can before the epochs are over: what learns all at once has one pass, not many.</summary>
public interface IFinishingEngine : ITrainingEngine
{
    /// <summary>Whether a further pass would change nothing: training then ends behind the present epoch.</summary>
    bool IsFinished { get; }
}
