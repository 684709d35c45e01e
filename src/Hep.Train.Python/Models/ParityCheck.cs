using System.Globalization;
using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>Whether a model, run as services run it, says what the script says.</summary>
internal static class ParityCheck
{
    /// <summary>Runs the model on a batch, and compares.</summary>
    /// <param name="model">The model.</param>
    /// <param name="entries">What it is run on.</param>
    /// <param name="expected">The script's predictions, row-major [entries, outputs].</param>
    /// <param name="problem">What is predicted, of what.</param>
    /// <param name="tolerance">How far they may be apart, absolutely, or relative to numbers above 1.</param>
    /// <exception cref="InvalidDataException">They are further apart, or the model cannot be run on such entries.</exception>
    public static void Check(OnnxModel model, PaddedBatch entries, ReadOnlySpan<float> expected, TrainingProblem problem, double tolerance)
    {
        float[] predictions = Run(model, entries, problem);
        if (predictions.Length != expected.Length)
            throw new InvalidDataException($"gives {predictions.Length} numbers in '{problem.OnlyHead().OutputName}' for "
                + $"{entries.EntryCount} entries, expected {expected.Length}");
        int columns = expected.Length / Math.Max(1, entries.EntryCount);
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(predictions[i] - (double)expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]))))
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"says something else than the script: {predictions[i]:R} and {expected[i]:R} for entry "
                    + $"{i / columns} of the {entries.EntryCount} that were compared, more than {tolerance:R} apart. Predict with what is "
                    + $"exported, in evaluation mode, from the same inputs"));
    }

    /// <summary>What a model predicts for a batch.</summary>
    /// <exception cref="InvalidDataException">It cannot be run on such entries.</exception>
    public static float[] Run(OnnxModel model, PaddedBatch entries, TrainingProblem problem)
    {
        OnnxPredictor predictor = Load(model);
        try
        {
            EventInputs inputs = new(predictor.Metadata.Inputs);
            inputs.Check(problem.Pipeline);
            IReadOnlyList<Tensor> tensors = inputs.Create(entries);
            try
            {
                using Predictions predictions = predictor.PredictAsync(tensors).GetAwaiter().GetResult();
                return predictions[problem.OnlyHead().OutputName].Get<float>().ToArray();
            }
            finally
            {
                foreach (Tensor tensor in tensors) tensor.Dispose();
            }
        }
        catch (InferenceException failure)
        {
            throw Unusable(failure);
        }
        finally
        {
            predictor.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static OnnxPredictor Load(OnnxModel model)
    {
        try
        {
            return OnnxPredictor.Load(model.ToArray(), new OnnxPredictorOptions { Workers = 1 });
        }
        catch (InferenceException failure)
        {
            throw Unusable(failure);
        }
    }

    private static InvalidDataException Unusable(InferenceException failure) =>
        new($"cannot be used: {failure.Message}", failure);
}
