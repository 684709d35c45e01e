namespace Hep.Inference;

/// <summary>Why a prediction or a call of the service failed: what the caller can do about it.</summary>
public enum InferenceFailure
{
    /// <summary>The request is wrong: names, types, shapes, values. The same request fails again.</summary>
    InvalidRequest,
    /// <summary>The service wants a token, or another one.</summary>
    Unauthorized,
    /// <summary>The service refuses this caller.</summary>
    Forbidden,
    /// <summary>There is no such model or version.</summary>
    NotFound,
    /// <summary>The state of the repository forbids it: an alias points at the version, a quota is used up.</summary>
    Conflict,
    /// <summary>The request is larger than the service takes.</summary>
    TooLarge,
    /// <summary>The queue is full: try again later.</summary>
    Overloaded,
    /// <summary>The model or the service cannot answer now.</summary>
    Unavailable,
    /// <summary>No answer in time.</summary>
    Timeout,
    /// <summary>A model file that cannot be served: broken, too large, or with parts outside the file.</summary>
    InvalidModel,
    /// <summary>The model or the service failed on a valid request.</summary>
    Internal,
}
