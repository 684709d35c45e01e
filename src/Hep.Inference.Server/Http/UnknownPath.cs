namespace Hep.Inference.Server.Http;

/// <summary>What a path is told at which there is nothing.</summary>
internal static class UnknownPath
{
    public static InferenceException Refuse() => new(InferenceFailure.NotFound,
        "There is nothing at this path: GET /v2 tells what the service is, GET /v2/models what it serves.");
}
