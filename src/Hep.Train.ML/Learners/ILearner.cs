namespace Hep.Train.ML;

/// <summary>A library behind ML.NET, or a part of it, that makes one kind of model.</summary>
internal interface ILearner
{
    /// <summary>Its name, behind that of the engine.</summary>
    string Name { get; }

    /// <summary>What its model's numbers mean.</summary>
    HeadForms HeadOf(TrainingTask task);

    /// <summary>Refuses what it cannot learn.</summary>
    /// <exception cref="TrainingException">The message says what it can.</exception>
    void Check(TrainingProblem problem);

    /// <summary>What <see cref="Fit"/> is going to do.</summary>
    FitPlan PlanOf(TrainingProblem problem);

    /// <summary>Learns; blocks as long as it lasts.</summary>
    FittedModel Fit(LearningTask task);
}
