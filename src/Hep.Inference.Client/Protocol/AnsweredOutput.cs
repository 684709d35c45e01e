namespace Hep.Inference.Client;

/// <summary>An output of an answer: its tensor, or the memory for the bytes that follow the JSON.</summary>
internal readonly record struct AnsweredOutput(Tensor? Tensor, IncomingTensor? Incoming) : IDisposable
{
    /// <summary>The tensor, when its bytes are there.</summary>
    /// <exception cref="InferenceException">They are no tensor.</exception>
    public Tensor Complete()
    {
        try
        {
            return Tensor ?? Incoming!.Complete();
        }
        catch (InferenceException e)
        {
            throw new InferenceException(InferenceFailure.Internal, $"The service's answer cannot be read: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        Tensor?.Dispose();
        Incoming?.Dispose();
    }
}
