// A worker that watches a folder for ROOT files and selects events with a model, in process: no service, no Python.
//   dotnet run --project samples/OnlineSelection -- --Selection:Model=higgs.onnx --Selection:Inbox=incoming --Selection:Threshold=0.9
// Each selected event is a line on standard output: run, luminosity block, event, score.

using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OnlineSelection;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.Configure<SelectionOptions>(builder.Configuration.GetSection("Selection"));
builder.Services.AddSingleton<IPredictor>(services =>
    OnnxPredictor.Load(services.GetRequiredService<IOptions<SelectionOptions>>().Value.Model));
builder.Services.AddHostedService<SelectionWorker>();
await builder.Build().RunAsync();
