namespace Hep.Inference;

/// <summary>How failures travel over HTTP: one table for the service, which writes statuses, and the client, which reads them.</summary>
public static class InferenceFailures
{
    /// <remarks>The first row of a status is the one that it is read as.</remarks>
    private static readonly (InferenceFailure Failure, int Status)[] Rows =
    [
        (InferenceFailure.InvalidRequest, 400),
        (InferenceFailure.InvalidModel, 400),
        (InferenceFailure.Unauthorized, 401),
        (InferenceFailure.Forbidden, 403),
        (InferenceFailure.NotFound, 404),
        (InferenceFailure.Conflict, 409),
        (InferenceFailure.TooLarge, 413),
        (InferenceFailure.Overloaded, 429),
        (InferenceFailure.Internal, 500),
        (InferenceFailure.Unavailable, 503),
        (InferenceFailure.Timeout, 504),
    ];

    /// <summary>The HTTP status that tells of a failure.</summary>
    public static int ToStatus(InferenceFailure failure) => Array.Find(Rows, row => row.Failure == failure).Status;

    /// <summary>
    /// The failure that an HTTP status of 400 or more tells of; others of the four hundreds are invalid requests, of
    /// the five hundreds internal.
    /// </summary>
    public static InferenceFailure FromStatus(int status)
    {
        int row = Array.FindIndex(Rows, row => row.Status == status);
        return row >= 0 ? Rows[row].Failure : status is 408 ? InferenceFailure.Timeout : status is 502 ? InferenceFailure.Unavailable
            : status < 500 ? InferenceFailure.InvalidRequest : InferenceFailure.Internal;
    }
}
