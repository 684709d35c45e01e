using System.Text.Json;
using Hep.Jagged;
using Hep.Testing;
using Hep.Train.Tests;

namespace Hep.Train.Python.Tests.Models;

/// <summary>
/// Each estimator of scikit-learn and XGBoost that is described, for each task: the engine compares it with its own predictions to 1e-5,
/// and refuses it otherwise.
/// </summary>
public sealed class EstimatorTests
{
    private const string Fit = """
        import hep, sys, warnings
        import numpy as np
        from sklearn import ensemble, linear_model, neural_network, pipeline, preprocessing, tree
        if "xgboost" in sys.argv[1]: import xgboost
        warnings.simplefilter("ignore")
        inputs = sys.argv[2].split("+")
        model = eval(sys.argv[1])
        train = hep.data()
        model.fit(np.hstack(train.inputs(inputs)), train.labels)
        hep.use(model, inputs=inputs)
        """;

    private static readonly string[] Classifiers =
    [
        "linear_model.LogisticRegression()", "linear_model.LogisticRegression(solver='liblinear')",
        "linear_model.LogisticRegression(multi_class='multinomial')", "linear_model.SGDClassifier(loss='log_loss', random_state=1)",
        "neural_network.MLPClassifier((8, 4), max_iter=20, random_state=1)",
        "neural_network.MLPClassifier((8,), activation='logistic', max_iter=20, random_state=1)",
        "neural_network.MLPClassifier((8,), activation='tanh', max_iter=20, random_state=1)",
        "tree.DecisionTreeClassifier(random_state=1)", "ensemble.RandomForestClassifier(20, random_state=1)",
        "ensemble.ExtraTreesClassifier(20, random_state=1)", "ensemble.GradientBoostingClassifier(n_estimators=20, random_state=1)",
        "ensemble.HistGradientBoostingClassifier(max_iter=20, random_state=1)",
        "pipeline.make_pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression())",
        "pipeline.make_pipeline(preprocessing.MinMaxScaler(), preprocessing.RobustScaler(), preprocessing.MaxAbsScaler(), "
            + "ensemble.GradientBoostingClassifier(n_estimators=20, random_state=1))",
        "xgboost.XGBClassifier(n_estimators=20, tree_method='hist')",
        "xgboost.XGBClassifier(n_estimators=9, num_parallel_tree=3, subsample=0.5, base_score=0.3)",
    ];

    private static readonly string[] Regressors =
    [
        "linear_model.LinearRegression()", "linear_model.Ridge()", "linear_model.SGDRegressor(random_state=1)",
        "neural_network.MLPRegressor((8,), max_iter=20, random_state=1)", "tree.DecisionTreeRegressor(random_state=1)",
        "ensemble.RandomForestRegressor(20, random_state=1)", "ensemble.GradientBoostingRegressor(n_estimators=20, random_state=1)",
        "ensemble.HistGradientBoostingRegressor(max_iter=20, random_state=1)",
        "xgboost.XGBRegressor(n_estimators=20)",
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        from task in (TrainingTask[])[TrainingTask.Binary, TrainingTask.MultiClass, TrainingTask.Regression]
        from estimator in task == TrainingTask.Regression ? Regressors : Classifiers
        where !(task == TrainingTask.MultiClass && estimator.Contains("Min", StringComparison.Ordinal))
        from inputs in estimator.Contains("Hist", StringComparison.Ordinal) || IsXGBoost(estimator) ? (string[])["features", "missing"]
            : estimator is "linear_model.LogisticRegression()" or "linear_model.Ridge()" ? ["features", "features+mask"] : ["features"]
        select new TestCaseData(task, estimator, inputs).SetArgDisplayNames($"{task}, {estimator}, {inputs}");

    [TestCaseSource(nameof(Cases))]
    public async Task An_estimator_says_the_same_in_ONNX_Runtime(TrainingTask task, string estimator, string inputs)
    {
        ScriptRun run = new(Fit)
        {
            Modules = ModulesOf(estimator),
            Options = new PythonOptions { Arguments = [estimator, inputs] },
            Training = new() { Task = task, Validation = 0.5 },
            Data = new SyntheticEvents(1000) { Label = (entry, isSignal) => Label(task, entry, isSignal) },
        };

        TrainingResult result = await run.FitAsync();

        Assert.That(result.Model.Outputs.Single().Name, Is.EqualTo(result.Card.Heads.Single().Output));
    }

    [TestCase("ensemble.AdaBoostClassifier()", "AdaBoostClassifier cannot be given away")]
    [TestCase("linear_model.SGDClassifier()", "gives no probabilities")]
    [TestCase("pipeline.make_pipeline(preprocessing.Normalizer(), linear_model.LogisticRegression())", "Normalizer in front")]
    [TestCase("ensemble.GradientBoostingClassifier(loss='exponential', n_estimators=2)", "exponential")]
    [TestCase("xgboost.XGBClassifier(booster='dart', n_estimators=2)", "booster='dart'")]
    [TestCase("xgboost.XGBClassifier(objective='binary:hinge', n_estimators=2)", "objective='binary:hinge'")]
    public void What_cannot_be_described_is_refused(string estimator, string expected)
    {
        ScriptRun run = new(Fit) { Modules = ModulesOf(estimator), Options = new PythonOptions { Arguments = [estimator, "features"] } };

        Assert.That(async () => await run.FitAsync(), Throws.TypeOf<TrainingException>().With.Message.Contains(expected));
    }

    [Test]
    public async Task An_estimator_tells_the_card_its_library_and_parameters()
    {
        ScriptRun run = new(Fit)
        {
            Modules = ["sklearn"],
            Options = new PythonOptions { Arguments = ["linear_model.LogisticRegression(C=0.25)", "features"] },
        };

        JsonElement trained = (await run.FitAsync()).Card.Trained!.Value;

        Assert.That(trained.GetProperty("class").GetString(), Does.EndWith(".LogisticRegression"));
        Assert.That(trained.GetProperty("library").GetString(), Does.Match(@"^sklearn \d+\."));
        Assert.That(trained.GetProperty("parameters").GetProperty("C").GetString(), Is.EqualTo("0.25"));
    }

    [Test]
    public async Task No_folder_of_the_machine_is_told_of_a_pipeline()
    {
        string folder = TestData.NewFolder(), estimator =
            $"pipeline.make_pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression(), memory='{folder}')";
        ScriptRun run = new(Fit) { Modules = ["sklearn"], Options = new PythonOptions { Arguments = [estimator, "features"] } };

        string trained = (await run.FitAsync()).Card.Trained!.Value.GetRawText();

        Assert.That(trained, Does.Not.Contain(folder).And.Contain("standardscaler__with_mean"));
    }

    [TestCase("type('Shy', (), {'__repr__': lambda self: 1 / 0})()", "(ZeroDivisionError where it says what it is)")]
    [TestCase("type('Half', (), {'__repr__': lambda self: chr(0xD800)})()", "?")]
    public async Task What_a_model_cannot_say_of_itself_does_not_end_its_training(string value, string expected)
    {
        ScriptRun run = new($"{Fit}\nmodel.verbose = {value}")
        {
            Modules = ["sklearn"],
            Options = new PythonOptions { Arguments = ["linear_model.LogisticRegression()", "features"] },
        };

        JsonElement trained = (await run.FitAsync()).Card.Trained!.Value;

        Assert.That(trained.GetProperty("parameters").GetProperty("verbose").GetString(), Is.EqualTo(expected));
    }

    [Test]
    public async Task However_much_a_model_says_of_itself_it_is_given_away()
    {
        ScriptRun run = new($"{Fit}\nmodel.get_params = lambda: {{f'p{{i:03}}': 'ä' * 5000 for i in range(300)}}")
        {
            Modules = ["sklearn"],
            Options = new PythonOptions { Arguments = ["linear_model.LogisticRegression()", "features"] },
        };

        JsonElement parameters = (await run.FitAsync()).Card.Trained!.Value.GetProperty("parameters");

        Assert.That(parameters.GetProperty("p000").GetString(), Has.Length.EqualTo(4001));
        Assert.That(parameters.GetPropertyCount(), Is.InRange(5, 100));
    }

    [Test]
    public async Task Of_what_is_trained_by_many_the_module_is_told_not_what_spreads_it()
    {
        ScriptRun run = new("""
            import hep, torch
            class DistributedDataParallel(torch.nn.Module):
                def __init__(self, module):
                    super().__init__()
                    self.module = module
                def forward(self, x):
                    return self.module(x)
            hep.use(DistributedDataParallel(torch.nn.Linear(hep.problem.cells, 1)))
            for batch in hep.batches(): hep.report(loss=1.0)
            """) { Modules = ["torch"] };

        JsonElement trained = (await run.FitAsync()).Card.Trained!.Value;

        Assert.That(trained.GetProperty("class").GetString(), Is.EqualTo("torch.nn.modules.linear.Linear"));
        Assert.That(trained.GetProperty("layers").GetString(), Does.StartWith("Linear("));
    }

    /// <summary>Trees compare float32 with float64, ONNX float32 with float32.</summary>
    [Test]
    public void Thresholds_that_are_rounded_say_the_same_of_every_number()
    {
        ScriptRun run = new("""
            import hep, numpy as np
            thresholds = np.random.default_rng(1).normal(size=1000)
            near = thresholds.astype("float32")
            for x in (near, np.nextafter(near, np.float32(9)), np.nextafter(near, np.float32(-9))):
                assert ((x.astype("float64") <= thresholds) == (x <= hep._down(thresholds))).all()
            raise Exception("all the same")
            """);

        Assert.That(async () => await run.FitAsync(), Throws.TypeOf<TrainingException>().With.Message.Contains("all the same"));
    }

    private static bool IsXGBoost(string estimator) => estimator.StartsWith("xgboost", StringComparison.Ordinal);

    private static string[] ModulesOf(string estimator) => IsXGBoost(estimator) ? ["sklearn", "xgboost"] : ["sklearn"];

    private static float Label(TrainingTask task, int entry, bool isSignal) => task switch
    {
        TrainingTask.Binary => isSignal ? 1 : 0,
        TrainingTask.MultiClass => isSignal ? 1 : entry % 2 * 2,
        _ => (isSignal ? 100 : 0) + entry % 7,
    };
}
