using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Hep.Train.ML;

/// <summary>
/// What ML.NET knows and does not say: where missing values go in a tree, the trees of each class, how training is stopped, and how far it
/// is. The names are those of version 5.0.1 (src/Microsoft.ML.FastTree/TreeEnsemble/InternalRegressionTree.cs,
/// Microsoft.ML.StandardTrainers OneVersusAllTrainer.cs, Microsoft.ML.Core ICancelable and ProgressReporting); should another version lack
/// one, <see cref="WhyUnavailable"/> says so before anything is trained.
/// </summary>
internal static class HiddenMembers
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly FieldInfo? Tree = typeof(RegressionTreeBase).GetField("_tree", Hidden);
    private static readonly FieldInfo? Defaults = Tree?.FieldType.GetField("DefaultValueForMissing", Hidden);
    private static readonly PropertyInfo? Classes = typeof(OneVersusAllModelParameters).GetProperty("SubModelParameters", Hidden);
    private static readonly FieldInfo? Environment = typeof(MLContext).GetField("_env", Hidden);
    private static readonly MethodInfo? Cancellation = Environment?.FieldType.GetInterfaces()
        .FirstOrDefault(i => i.Name == "ICancelable")?.GetMethod("CancelExecution");
    private static readonly FieldInfo? Tracker = Environment?.FieldType.GetField("ProgressTracker", Hidden);
    private static readonly MethodInfo? Events = Tracker?.FieldType.GetMethod("GetAllProgress");
    private static readonly Type? Event = Events?.ReturnType.GenericTypeArguments[0];
    private static readonly FieldInfo? EventName = Event?.GetField("Name"),
        EventEntry = Event?.GetField("ProgressEntry"), EntryProgress = EventEntry?.FieldType.GetField("Progress");

    private static readonly object?[] Members =
        [Defaults, Classes, Cancellation, Events, EventName, EntryProgress];

    /// <summary>What this version of ML.NET lacks; null where nothing is.</summary>
    public static string? WhyUnavailable => !Members.Contains(null) ? null
        : "This version of Microsoft.ML is built otherwise than 5.0.1, of which the engine knows where trees keep what a model needs: "
            + "reference Microsoft.ML, Microsoft.ML.FastTree and Microsoft.ML.LightGbm 5.0.1.";

    /// <summary>For each node the number that a missing value counts as; null: it is NaN and compares as such.</summary>
    public static float[]? DefaultsOf(RegressionTreeBase tree) => (float[]?)Defaults!.GetValue(Tree!.GetValue(tree));

    /// <summary>The model of each class.</summary>
    public static ImmutableArray<object> ClassesOf(OneVersusAllModelParameters model) => (ImmutableArray<object>)Classes!.GetValue(model)!;

    /// <summary>Ends training that goes on in a context, at the trainer's next look.</summary>
    public static void Cancel(MLContext context) => Cancellation!.Invoke(Environment!.GetValue(context), null);

    /// <summary>How far each work is that goes on in a context; one thread may ask.</summary>
    /// <remarks>
    /// A work that has logged something since it was asked last is not asked (ProgressTracker.GetAllProgress), and what LightGBM logs
    /// each fifty trees does not say how far it is: so the log is read first, and asked is behind it.
    /// </remarks>
    public static IEnumerable<WorkEvent> ReadProgress(MLContext context)
    {
        object tracker = Tracker!.GetValue(Environment!.GetValue(context))!;
        return [.. EventsOf(tracker), .. EventsOf(tracker)];
    }

    private static IEnumerable<WorkEvent> EventsOf(object tracker)
    {
        IEnumerable events;
        try
        {
            events = (IEnumerable)Events!.Invoke(tracker, null)!;
        }
        catch (TargetInvocationException ended) when (ended.InnerException is NullReferenceException)
        {
            return [];   // a work ended while it was asked (ProgressChannel.Dispose); what was told in the same breath is lost
        }
        return events.Cast<object>().Select(e => new WorkEvent((string)EventName!.GetValue(e)!,
            EventEntry!.GetValue(e) is { } entry && EntryProgress!.GetValue(entry) is double?[] { Length: > 0 } done ? done[0] : null));
    }
}
