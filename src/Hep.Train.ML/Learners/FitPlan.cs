namespace Hep.Train.ML;

/// <summary>What a learner is going to do.</summary>
/// <param name="Work">The name under which ML.NET tells how far it is.</param>
/// <param name="Fits">Models that are learnt one after the other.</param>
/// <param name="Iterations">Iterations of each at most.</param>
internal sealed record FitPlan(string Work, int Fits, int Iterations);
