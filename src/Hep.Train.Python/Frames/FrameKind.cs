namespace Hep.Train.Python;

/// <summary>What a frame says; the numbers are those of docs/python.md.</summary>
internal enum FrameKind : ushort
{
    // to the script
    Problem = 1,
    Schema = 2,
    Epoch = 3,
    Batch = 4,
    EpochEnd = 5,
    Predict = 6,
    Keep = 7,
    Restore = 8,
    Export = 9,
    Close = 10,

    // from the script
    Ready = 65,
    Started = 66,
    Loss = 67,
    Predictions = 68,
    Done = 69,
    Model = 70,
    Failed = 71,
}
