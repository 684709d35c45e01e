namespace Hep.Inference.Server.Security;

/// <summary>What a route lets its caller do.</summary>
internal enum Access
{
    /// <summary>Look at models and at the service's health.</summary>
    Read,
    /// <summary>Have events scored.</summary>
    Predict,
    /// <summary>Add and delete models.</summary>
    Administer,
}
