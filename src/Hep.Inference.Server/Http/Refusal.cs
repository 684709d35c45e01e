using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Http;

/// <summary>What a caller is told of a failure, over any protocol.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal readonly record struct Refusal(int Status, string Message)
{
    public static Refusal Of(Exception e) => e switch
    {
        InferenceException failure => new(InferenceFailures.ToStatus(failure.Failure), failure.Message),
        RootException failure => new(StatusCodes.Status400BadRequest, failure.Message),
        PipelineException failure => new(StatusCodes.Status400BadRequest, failure.Message),
        BadHttpRequestException failure => new(failure.StatusCode, failure.Message),
        JsonException failure => new(StatusCodes.Status400BadRequest, $"The body is not the JSON it should be: {failure.Message}"),
        _ => new(StatusCodes.Status500InternalServerError, "The service failed on this request; its log says why."),
    };

    /// <summary>Whole seconds, at least one, after which to try again; null where that would not help.</summary>
    public static string? RetryAfter(Exception e) => e is InferenceException { Failure: InferenceFailure.Overloaded } failure
        ? Math.Max(1, Math.Ceiling((failure.RetryAfter ?? TimeSpan.Zero).TotalSeconds)).ToString("F0", CultureInfo.InvariantCulture)
        : null;
}
