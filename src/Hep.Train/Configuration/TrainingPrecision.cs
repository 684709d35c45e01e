namespace Hep.Train;

/// <summary>
/// The numbers in which the products of a step are computed. Weights, losses, predictions and the model are float32 in any case.
/// </summary>
public enum TrainingPrecision
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,
    /// <summary>
    /// Layers multiply in bfloat16, which has the range of float32 and 8 bits of precision. Whether that is faster depends on the device;
    /// compare before choosing it.
    /// </summary>
    BFloat16,
}
