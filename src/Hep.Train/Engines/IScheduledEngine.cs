namespace Hep.Train;

/// <summary>An engine whose steps can have another size each: what schedules of the learning rate need.</summary>
public interface IScheduledEngine : ITrainingEngine
{
    /// <summary>
    /// The learning rate of the step to which the next batch leads; set before the engine gets that batch, while it waits.
    /// </summary>
    double LearningRate { set; }
}
