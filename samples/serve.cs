#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
#:project ../src/Hep.Inference.Server/Hep.Inference.Server.csproj

// The inference service inside a program of your own, beside what that serves itself.
//   dotnet run samples/serve.cs -- --urls http://127.0.0.1:8500

using Hep.Inference.Server;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddHepInference(new InferenceServerOptions
{
    ModelsFolder = builder.Configuration["models"] ?? "models",
    TokenFile = builder.Configuration["token"],
    AnswerUnknownPaths = false,
});
WebApplication application = builder.Build();
application.MapHepInference();
application.MapGet("/", () => "GET /v2/models tells what is served.");
application.Run();
