namespace Hep.Inference.Client;

/// <summary>The answers to the requests of one batch, put together.</summary>
internal static class EventsAnswer
{
    private const string SelectedOutput = "selected";

    /// <summary>Makes sure that an answer tells of each event that was sent.</summary>
    /// <exception cref="InferenceException">It does not.</exception>
    public static void Check(IReadOnlyList<Tensor> outputs, int eventCount)
    {
        Tensor? selected = outputs.FirstOrDefault(o => o.Name == SelectedOutput);
        if (selected is not Tensor<bool> || selected.Count != eventCount)
            throw new InferenceException(InferenceFailure.Internal,
                $"The service's answer tells of {selected?.Count ?? 0} events, {eventCount} were sent.");
    }

    /// <summary>The predictions of a batch.</summary>
    /// <param name="answers">Those of its parts, which stay the caller's.</param>
    /// <param name="identities">Which entries they are.</param>
    /// <exception cref="InferenceException">They are not of one model.</exception>
    public static Predictions Join(IReadOnlyList<IReadOnlyList<Tensor>> answers, Jagged.EntryIdentities identities)
    {
        if (answers.Any(a => a.Count != answers[0].Count || a.Zip(answers[0]).Any(pair => !IsContinued(pair.Second, pair.First))))
            throw new InferenceException(InferenceFailure.Unavailable,
                "The model was replaced by one with other outputs while the events were sent: predict them again.");
        List<Tensor> outputs = [.. answers[0].Select((_, i) => Tensor.Concat([.. answers.Select(a => a[i])]))];
        int place = outputs.FindIndex(o => o.Name == SelectedOutput);
        using Tensor selected = outputs[place];
        outputs.RemoveAt(place);
        return new Predictions(outputs, selected.Get<bool>().ToArray(), identities.Share());
    }

    private static bool IsContinued(Tensor first, Tensor next) => ReferenceEquals(first, next) || first.IsAlike(next);
}
