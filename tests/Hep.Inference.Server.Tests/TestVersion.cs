using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests;

/// <summary>Versions without a repository, whose loading a test decides on.</summary>
internal static class TestVersion
{
    /// <summary>A version whose model adds its number, and is said to take some bytes.</summary>
    /// <param name="memory">What it takes its room from.</param>
    /// <param name="number">Its number.</param>
    /// <param name="expected">Bytes that it is thought to take.</param>
    /// <param name="takes">Bytes that it takes; null: as many.</param>
    /// <param name="gate">What each load waits for, and fails with.</param>
    public static ServedVersion Of(ModelMemory memory, int number, long expected, long? takes = null, Func<Task>? gate = null)
    {
        ModelVersion facts = new() { Name = "linear", Version = number, Digest = "", Bytes = expected, Created = DateTimeOffset.UnixEpoch };
        return new ServedVersion(new StoredVersion(facts, null, null, ""), async (version, cancellationToken) =>
        {
            ModelRoom room = await memory.TakeAsync(facts, version.NeededBytes, cancellationToken);
            OnnxPredictor? predictor = null;
            try
            {
                if (gate is not null) await gate();
                predictor = OnnxPredictor.Load(Models.Linear(number));
                memory.Settle(room, takes ?? expected);
                return new PredictorSlot(predictor, room, ModelExecution.Default);
            }
            catch
            {
                if (predictor is not null) await predictor.DisposeAsync();
                room.Dispose();
                throw;
            }
        }, new PredictionCounts());
    }
}
