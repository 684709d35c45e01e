using System.Text.Json;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>A schedule in a configuration: a word, or an object that says more.</summary>
internal static class ScheduleDocument
{
    private const int EpochsAtMost = 1 << 20;

    public static void Write(Utf8JsonWriter json, LearningRateSchedule schedule)
    {
        json.WriteStartObject();
        json.WriteString("kind", ConfigurationWords.Of(ConfigurationWords.Schedules, schedule.Kind));
        json.WriteNumber("warm_up", schedule.WarmUp);
        if (schedule.Every is { } every) json.WriteNumber("every", every);
        if (schedule.Factor is { } factor) json.WriteNumber("factor", factor);
        json.WriteEndObject();
    }

    public static LearningRateSchedule Read(JsonSection section)
    {
        if (section.Kind == JsonValueKind.String) return new LearningRateSchedule { Kind = ReadKind(section) };
        section.WithOnly("kind", "warm_up", "every", "factor");
        LearningRateSchedule schedule = new()
        {
            Kind = ReadKind(section.Required("kind")),
            WarmUp = (int)(section["warm_up"]?.Integer(0, int.MaxValue) ?? 0),
            Every = (int?)section["every"]?.Integer(0, EpochsAtMost),
            Factor = section["factor"]?.Share(),
        };
        if (schedule is { Kind: ScheduleKind.Step, Every: 0 })
            throw section.Required("every").Error(LearningRateSchedule.StepHasNoLength);
        return schedule is { Kind: ScheduleKind.Constant } and ({ Every: not null } or { Factor: not null })
            ? throw section.Error(LearningRateSchedule.ConstantHasNone)
            : schedule;
    }

    private static ScheduleKind ReadKind(JsonSection section) => section.Word<ScheduleKind>(ConfigurationWords.Schedules);
}
