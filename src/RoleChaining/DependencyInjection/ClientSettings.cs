using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Amazon.Runtime;

namespace RoleChaining.DependencyInjection;

/// <summary>The settings of an AWS client's configuration by their names, those of its service among them.</summary>
internal static class ClientSettings
{
    private static readonly Dictionary<Type, Func<SectionReader, string, object?>> Readers = new()
    {
        [typeof(string)] = (reader, key) => reader.Text(key),
        [typeof(bool)] = (reader, key) => reader.Flag(key),
        [typeof(int)] = (reader, key) => reader.Number(key),
        [typeof(long)] = (reader, key) => reader.LongNumber(key),
        [typeof(TimeSpan)] = (reader, key) => reader.TimeOrMilliseconds(key),
        [typeof(List<string>)] = (reader, key) => reader.Texts(key) is { Count: > 0 } texts ? texts.ToList() : null,
    };

    /// <summary>Those that can be set.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification =
        "CreateDefaultClientConfig, which makes all configurations here, keeps the public properties of what it makes: the AWS SDK marks it so.")]
    public static IReadOnlyList<PropertyInfo> Find(ClientConfig config) =>
        [.. config.GetType().GetProperties().Where(property => property.SetMethod is { IsPublic: true })];

    /// <summary>Sets what configuration says of those that a text can tell.</summary>
    public static void Read(SectionReader reader, ClientConfig config)
    {
        foreach (PropertyInfo setting in Find(config))
        {
            Type type = Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType;
            object? value = type.IsEnum ? reader.Choice(setting.Name, type)
                : Readers.TryGetValue(type, out Func<SectionReader, string, object?>? read) ? read(reader, setting.Name)
                : null;
            if (value is not null)
            {
                Set(setting, config, value, reader);
            }
        }
    }

    private static void Set(PropertyInfo setting, ClientConfig config, object value, SectionReader reader)
    {
        try
        {
            setting.SetValue(config, value);
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentException)
        {
            reader.Error(setting.Name, $"is a value that {config.GetType().Name} refuses");
        }
    }
}
