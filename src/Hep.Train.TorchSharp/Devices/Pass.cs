namespace Hep.Train.TorchSharp;

/// <summary>Why values go through a network: only in training are some left out, and statistics taken.</summary>
internal enum Pass
{
    Evaluation,
    Training,
}
