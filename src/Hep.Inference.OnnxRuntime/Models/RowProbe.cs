using Microsoft.ML.OnnxRuntime;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// The first runs of a model: they warm it up, and they show whether its rows are independent of each other, so that calls may
/// share a run and large calls be cut. A model that normalises over the batch, or draws random numbers, is never joined or cut.
/// </summary>
internal static class RowProbe
{
    /// <summary>
    /// Sizes tried for axes that the model leaves free, other than the rows: the smallest, and one that suits convolutions.
    /// </summary>
    private static readonly int[] FreeSizes = [1, 16];

    /// <summary>Runs two rows on their own and together.</summary>
    /// <returns>Whether each output has a row for each row of the inputs, and rows do not know of each other.</returns>
    /// <exception cref="InferenceException">
    /// The model fails although its inputs leave nothing free but the number of rows, or takes too long.
    /// </exception>
    public static bool Run(OnnxSession session, TimeSpan timeout)
    {
        bool isSettled = session.Inputs.All(input => input.Shape.Skip(1).All(size => size >= 0));
        using RunOptions options = new();
        using CancellationTokenSource time = new(timeout);
        // unlike a timer, it waits where it is just ending the run, whose options must still be there
        using CancellationTokenRegistration end = time.Token.UnsafeRegister(static o => ((RunOptions)o!).Terminate = true, options);
        foreach (int freeSize in FreeSizes)
        {
            try
            {
                return Compare(session, freeSize, options);
            }
            catch (InferenceException e) when (e.Failure == InferenceFailure.InvalidRequest)
            {
                if (isSettled)
                    throw new InferenceException(InferenceFailure.InvalidModel, $"The model fails on its first run. {e.Message}", e);
                // else: sizes that we guessed prove nothing against the model
            }
            catch (OperationCanceledException e)
            {
                throw new InferenceException(InferenceFailure.InvalidModel,
                    $"The model's first run took more than {timeout.TotalSeconds:0} s.", e);
            }
        }
        return false;
    }

    private static bool Compare(OnnxSession session, int freeSize, RunOptions options)
    {
        RunTimes times = default;   // nobody asks for those of the first runs
        bool hasFreeRows = session.Inputs.Count > 0 && session.Inputs.Concat(session.Outputs).All(t => t.HasFreeRows);
        using Tensors inputs = new(session.Inputs.Select(input => SampleTensor.Create(input, hasFreeRows ? 2 : 1, freeSize)));
        using Tensors together = new(session.Run(inputs.Items, ref times, options));
        if (!hasFreeRows) return false;
        for (int row = 0; row < 2; row++)
        {
            using Tensors rowInputs = new(inputs.Items.Select(t => t.Rows(row, 1)));
            using Tensors alone = new(session.Run(rowInputs.Items, ref times, options));
            for (int i = 0; i < alone.Items.Length; i++)
                if (!IsRowOf(alone.Items[i], together.Items[i], row)) return false;
        }
        return true;
    }

    private static bool IsRowOf(Tensor alone, Tensor together, int row)
    {
        if (together.Shape.IsEmpty || together.RowCount != 2 || !alone.IsAlike(together) || alone.RowCount != 1) return false;
        using Tensor same = together.Rows(row, 1);
        return SampleTensor.AreClose(alone, same);
    }

    private sealed class Tensors(IEnumerable<Tensor> items) : IDisposable
    {
        public Tensor[] Items { get; } = [.. items];

        public void Dispose()
        {
            foreach (Tensor tensor in Items) tensor.Dispose();
        }
    }
}
