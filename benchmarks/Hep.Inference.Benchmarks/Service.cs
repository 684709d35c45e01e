using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Benchmarks;

/// <summary>The service as <c>hep serve</c> hosts it, with the models of a folder.</summary>
internal static class Service
{
    public static Task ServeAsync(string models, string url, Func<Uri, Task>? use = null) =>
        ServeAsync(models, url, new InferenceServerOptions().Predictor, use);

    public static async Task ServeAsync(string models, string url, OnnxPredictorOptions predictor, Func<Uri, Task>? use)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        string repository = Directory.CreateTempSubdirectory("hep-benchmark").FullName;
        builder.Services.AddHepInference(new InferenceServerOptions
        {
            ModelsFolder = repository,
            TokenFile = Path.Combine(repository, "token"),
            OpenAdministration = true,
            Predictor = predictor,
        });
        await using WebApplication application = builder.Build();
        application.Urls.Add(url);
        application.MapHepInference();
        await application.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(url) };
        foreach (string file in Directory.EnumerateFiles(models, "*.onnx"))
        {
            using ByteArrayContent content = new(await File.ReadAllBytesAsync(file));
            using HttpResponseMessage answer = await client.PostAsync(
                new Uri($"/v2/repository/models/{Path.GetFileNameWithoutExtension(file)}/versions", UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
        }
        Console.WriteLine($"{url} serves {models}");
        if (use is null) await application.WaitForShutdownAsync();
        else await use(new Uri(url));
    }
}
