using Hep.Jagged;

namespace Hep.Train.Python;

/// <summary>A script's model that is given out: only if it says what the script says.</summary>
internal static class CheckedExport
{
    /// <exception cref="TrainingException">There is no model, it cannot be used, or it says something else.</exception>
    public static HandedModel Of(ScriptSession session, TrainingProblem problem, PaddedBatch entries, double tolerance)
    {
        byte[] handed = session.Export();
        float[] expected = new float[entries.EntryCount * problem.OutputCount];
        session.Predict(entries, expected, CancellationToken.None);
        try
        {
            HandedModel model = HandedModel.Read(handed, problem);
            ParityCheck.Check(model.Model, entries, expected, problem, tolerance);
            return model;
        }
        catch (InvalidDataException failure)
        {
            throw session.Fail($"hands over a model that {failure.Message}", failure);
        }
    }
}
