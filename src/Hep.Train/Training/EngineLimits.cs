namespace Hep.Train;

/// <summary>What not every engine can do, refused before anything is read.</summary>
internal static class EngineLimits
{
    /// <summary>Refuses what is asked of an engine that cannot do it.</summary>
    /// <exception cref="TrainingException">The message says which key to leave out.</exception>
    public static void Check(ITrainingEngine engine, TrainingOptions options)
    {
        if (options.Schedule != new LearningRateSchedule() && engine is not (IScheduledEngine or IFittingEngine))
            throw new TrainingException(
                $"training.schedule: the engine '{engine.Name}' has no learning rate to change: leave it out.");
        engine.Check(options);
        if (options.Checkpoints is null || engine is IResumableEngine) return;
        string why = engine is IFittingEngine ? "it learns from all entries in one call, which cannot be divided"
            : "what it has learnt is known to it alone until it gives its model";
        throw new TrainingException($"The engine '{engine.Name}' cannot go on from a checkpoint: {why}. Train without checkpoints; a "
            + "training that was interrupted begins anew.");
    }
}
