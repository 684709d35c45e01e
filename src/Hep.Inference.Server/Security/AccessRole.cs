namespace Hep.Inference.Server;

/// <summary>What a caller may do, and what a route wants of its caller. Each role holds those before it.</summary>
public enum AccessRole
{
    /// <summary>Look at models, fetch their files, ask for the service's health and figures.</summary>
    Read,
    /// <summary>Have events scored.</summary>
    Predict,
    /// <summary>Add versions of models; what answers by an alias or by a chosen default stays the administrator's.</summary>
    Upload,
    /// <summary>Change, delete, load and unload models, and see who did what.</summary>
    Administer,
}
