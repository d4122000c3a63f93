using Mono.Cecil;

namespace RoleChaining.Architecture;

public sealed class EventIdTests
{
    [Fact]
    public void An_event_id_stands_for_one_log_message_in_all_packages()
    {
        List<(int Id, string Method)> messages = [.. Project.All
            .SelectMany(project => project.Types)
            .SelectMany(Project.WithNested)
            .SelectMany(type => type.Methods)
            .SelectMany(method => method.CustomAttributes
                .Where(attribute => attribute.AttributeType.Name == "LoggerMessageAttribute")
                .Select(attribute => (Id(attribute), method.FullName)))];
        Assert.NotEmpty(messages);
        Assert.Empty(messages.GroupBy(message => message.Id).Where(same => same.Count() > 1).Select(same => string.Join(", ", same)));
    }

    private static int Id(CustomAttribute attribute) => (int)attribute.Properties
        .Where(property => property.Name == "EventId")
        .Select(property => property.Argument)
        .Concat(attribute.ConstructorArguments)
        .First().Value;
}
