using System.Collections.Concurrent;
using System.Globalization;
using Hep.Inference.Server.Repository;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Tests;

/// <summary>
/// A store that tells of uploads which were begun, one a page, as <c>s3rver</c> cannot: <c>ListMultipartUploads</c> and
/// <c>AbortMultipartUpload</c> of the API reference of S3.
/// </summary>
internal sealed class UnfinishedUploads : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly int _count;
    private readonly Func<HttpContext, Task>? _instead;

    private UnfinishedUploads(WebApplication application, int count, Func<HttpContext, Task>? instead)
    {
        _application = application;
        _count = count;
        _instead = instead;
        application.Run(AnswerAsync);
    }

    /// <summary>The uploads that were forgotten.</summary>
    public ConcurrentQueue<string> Forgotten { get; } = [];

    public BlobAddress Address => BlobAddress.Parse($"s3://hep/p?endpoint={_application.Urls.First()}");

    /// <param name="count">How many uploads there are.</param>
    /// <param name="instead">What it answers to the question for them, where it is not the list.</param>
    public static async Task<UnfinishedUploads> StartAsync(int count, Func<HttpContext, Task>? instead = null)
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "S3RVER");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "S3RVER");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        UnfinishedUploads store = new(application, count, instead);
        await application.StartAsync();
        return store;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            Forgotten.Enqueue(context.Request.Query["uploadId"].ToString());
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        if (_instead is not null) return _instead(context);
        string marker = context.Request.Query["upload-id-marker"].ToString();
        int next = marker.Length == 0 ? 1 : int.Parse(marker, CultureInfo.InvariantCulture) + 1;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"""
            <ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>hep</Bucket><Prefix>p/</Prefix>
            <NextKeyMarker>p/key</NextKeyMarker><NextUploadIdMarker>{next}</NextUploadIdMarker>
            <MaxUploads>1</MaxUploads><IsTruncated>{(next < _count ? "true" : "false")}</IsTruncated>
            <Upload><Key>p/key</Key><UploadId>{next}</UploadId><Initiated>2020-01-01T00:00:00.000Z</Initiated></Upload>
            </ListMultipartUploadsResult>
            """);
    }
}
