namespace Hep.Train.TorchSharp;

/// <summary>A specification as a network with its first weights.</summary>
internal static class NetworkForms
{
    /// <exception cref="TrainingException">The pipeline makes nothing that the network takes.</exception>
    public static Network Create(NetworkSpecification specification, TrainingProblem problem, TorchDevice device) => specification switch
    {
        SupervisedSpecification supervised => new SupervisedNetwork(supervised, problem, device),
        UnsupervisedSpecification unsupervised => new AutoencoderNetwork(unsupervised, problem, device),
        _ => throw new TrainingException($"The engine 'torchsharp' has no network of kind '{specification.Kind}'."),
    };
}
