using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.Events;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Telemetry;
using Hep.Jagged;
using Hep.Root.IO;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Files;

/// <summary>
/// <c>POST /v2/models/{m}[/versions/{v}]/files</c>: a ROOT file in, or the URL of one, and a prediction for each event of its tree out, in
/// order. The answer is that of events: one of the protocol, or a line an event, which goes out while the file is read.
/// </summary>
internal sealed class FilesEndpoint(ModelRepository repository, InferenceServerOptions options, ServiceTelemetry telemetry)
{
    private const string Selected = "selected", Binary = "application/octet-stream";
    private const int BatchSize = 4096;
    private const long MemoryBudget = 64 << 20;

    private static readonly RootOpenOptions Opening =
        RootOpenOptions.Default with { Limits = RootReadLimits.Default with { MaxRecordBytes = 256 << 20, MaxLoadedBytes = 1L << 30 } };

    public async Task PredictAsync(HttpContext context)
    {
        using PredictorLease lease = await repository
            .AcquireAsync(context.RouteText("name"), context.RouteText("version"), context.RequestAborted).ConfigureAwait(false);
        Schema columns = lease.Predictor.Metadata.EventColumns ?? throw FileRequest.Refuse(
            $"The model '{lease.Predictor.Metadata.Name}' carries no pipeline: it takes tensors, at its path's /infer.");
        lease.Rest();
        FileRequest request = await FileRequest.ReadAsync(context).ConfigureAwait(false);
        using PooledBuffer? content = request.Url is null
            ? await RequestBody.ReadAsync(context, options.MaximumFileBytes).ConfigureAwait(false)
            : null;
        RootFile file = await OpenAsync(request, content, context.RequestAborted).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            RootTree tree = await file.OpenTreeAsync(request.Tree, context.RequestAborted).ConfigureAwait(false);
            await lease.ResumeAsync(context.RequestAborted).ConfigureAwait(false);
            IAsyncEnumerable<EntryBatch> events = Read(tree, request, columns, context.RequestAborted);
            if (EventLines.AreWanted(context.Request)) await StreamAsync(context, lease, events).ConfigureAwait(false);
            else await AnswerAsync(context, lease, events).ConfigureAwait(false);
            lease.Answered();
        }
    }

    private Task<RootFile> OpenAsync(FileRequest request, PooledBuffer? content, CancellationToken cancellationToken)
    {
        if (content is not null) return RootFile.FromMemoryAsync(content.Written, "the body", Opening, cancellationToken);
        AllowedUrls.Check(request.Url!, options.AllowedUrlPrefixes);
        return RootFile.OpenAsync(request.Url!, Opening, cancellationToken);
    }

    private IAsyncEnumerable<EntryBatch> Read(RootTree tree, FileRequest request, Schema columns, CancellationToken cancellationToken)
    {
        long end = Math.Min(request.End ?? long.MaxValue, tree.EntryCount);
        if (end - request.First > options.MaximumFileEntries)
            throw new InferenceException(InferenceFailure.TooLarge,
                $"The tree has {end - request.First} entries, {options.MaximumFileEntries} are taken at once: ask for a part (entries, or "
                    + "?first=…&end=…).");
        ReadOptions reading = ReadOptions.Default with
        {
            BatchSize = BatchSize,
            MemoryBudget = MemoryBudget,
            FirstEntry = Math.Min(request.First, end),
            EndEntry = end,
        };
        return tree.ReadBatchesAsync([.. columns.Select(c => c.Name)], reading, cancellationToken);
    }

    private async Task StreamAsync(HttpContext context, PredictorLease lease, IAsyncEnumerable<EntryBatch> events)
    {
        await foreach (EntryBatch batch in events.ConfigureAwait(false))
            using (batch)
            {
                using Predictions predictions = await telemetry
                    .PredictAsync(RequestRecord.Of(context), lease, batch, context.RequestAborted).ConfigureAwait(false);
                await EventLines.WriteAsync(context, predictions).ConfigureAwait(false);
            }
    }

    private async Task AnswerAsync(HttpContext context, PredictorLease lease, IAsyncEnumerable<EntryBatch> events)
    {
        List<Tensor[]> pieces = [];
        List<bool> selected = [];
        List<Tensor> outputs = [];
        try
        {
            await foreach (EntryBatch batch in events.ConfigureAwait(false))
                using (batch)
                {
                    using Predictions predictions = await telemetry
                        .PredictAsync(RequestRecord.Of(context), lease, batch, context.RequestAborted).ConfigureAwait(false);
                    pieces.Add([.. predictions.Outputs.Select(o => o.Rename(o.Name))]);
                    selected.AddRange(predictions.Selected);
                }
            for (int i = 0; pieces.Count > 0 && i < pieces[0].Length; i++) outputs.Add(Tensor.Concat([.. pieces.Select(p => p[i])]));
            outputs.Add(Tensor.Create<bool>(Selected, [selected.Count], [.. selected]));
            bool isBinary = context.Request.Headers.Accept.ToString().Contains(Binary, StringComparison.OrdinalIgnoreCase);
            await InferResponse
                .AnswerAsync(context, lease.Predictor.Metadata, id: null, JsonNaN.Null, [.. outputs.Select(o => (o, isBinary))])
                .ConfigureAwait(false);
        }
        finally
        {
            foreach (Tensor tensor in pieces.SelectMany(p => p).Concat(outputs)) tensor.Dispose();
        }
    }
}
