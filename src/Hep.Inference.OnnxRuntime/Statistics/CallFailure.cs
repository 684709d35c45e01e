namespace Hep.Inference.OnnxRuntime;

/// <summary>Why a call of a predictor failed.</summary>
public enum CallFailure
{
    /// <summary>The queue was full.</summary>
    Rejected,
    /// <summary>The caller went away.</summary>
    Canceled,
    /// <summary>The model failed on the values.</summary>
    Backend,
    /// <summary>Anything else: names, types or shapes that do not fit.</summary>
    Other,
}
