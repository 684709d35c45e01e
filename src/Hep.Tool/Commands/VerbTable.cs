namespace Hep.Tool.Commands;

/// <summary>The verbs, in the order of the work.</summary>
internal static class VerbTable
{
    /// <summary>All verbs, fresh.</summary>
    public static IReadOnlyList<Verb> Create() =>
    [
        new LsVerb(), new ShowVerb(), new HistVerb(), new DigestVerb(), new ReadSpeedVerb(),
        new SkimVerb(), new MergeVerb(), new DiffVerb(), new XrdVerb(),
        new FitVerb(), new VectorizeVerb(), new ShuffleVerb(), new ConvertConfigVerb(),
        new TrainVerb(), new ImportModelVerb(), new InspectVerb(), new PredictVerb(),
        new ServeVerb(), new UploadVerb(), new ModelsVerb(), new TokenVerb(), new MigrateRepositoryVerb(),
        new DemoVerb(), new CompletionVerb(),
    ];
}
