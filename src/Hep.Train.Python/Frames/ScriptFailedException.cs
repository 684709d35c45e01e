namespace Hep.Train.Python;

/// <summary>A frame that says that the script failed, on its way to a <see cref="TrainingException"/>.</summary>
internal sealed class ScriptFailedException(ScriptFailure failure) : Exception(failure.Message)
{
    public ScriptFailure Failure { get; } = failure;
}
