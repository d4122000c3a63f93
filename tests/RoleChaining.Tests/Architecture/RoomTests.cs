namespace RoleChaining.Architecture;

/// <summary>The folders of each package use each other in one direction, so that a reader can go down through the code and never in a circle.</summary>
public sealed class RoomTests
{
    /// <summary>What each room of the core may use. The rooms are in the order of the arrows: a room uses only rooms below it.</summary>
    private static readonly Dictionary<string, string[]> CoreArrows = new()
    {
        ["DependencyInjection"] = ["Profiles", "Planning", "Sources", "Sessions", "Sts", "Diagnostics", "Text"],
        ["Requests"] = ["Sts", "Diagnostics", "Text"],
        ["Sources"] = ["Profiles", "Planning", "Sessions", "Sts", "Diagnostics", "Text"],
        ["Profiles"] = ["Planning", "Text"],
        ["Sessions"] = ["Planning", "Sts", "Diagnostics", "Text"],
        ["Sts"] = ["Diagnostics", "Planning", "Text"],
        ["Diagnostics"] = ["Planning", "Text"],
        ["Planning"] = ["Text"],
        ["Text"] = [],
    };

    public static TheoryData<Project> Projects => [.. Project.All];

    [Theory, MemberData(nameof(Projects))]
    public void No_rooms_of_a_package_use_each_other_in_a_circle(Project project) => Assert.Empty(new Rooms(project).Circles);

    [Fact]
    public void A_circle_is_found() => Assert.Equal(
        ["Lower -> Upper: PlantedBelow -> PlantedAbove", "Upper -> Lower: PlantedAbove -> PlantedBelow"],
        new Rooms(Project.Planted).Circles.Order(StringComparer.Ordinal));

    [Fact]
    public void The_arrows_of_the_core_point_down()
    {
        Rooms core = new(Project.All.Single(project => project.Name == "RoleChaining"));
        Assert.Empty(core.Uses
            .Where(use => !CoreArrows.TryGetValue(use.Key.From, out string[]? allowed) || !allowed.Contains(use.Key.To))
            .Select(use => $"{use.Key.From} -> {use.Key.To}: {string.Join(", ", use.Value)}"));
    }

    [Fact]
    public void Core_and_local_STS_have_no_type_names_in_common()
    {
        ILookup<string, string> projects = Project.All
            .Where(project => project.Name is "RoleChaining" or "RoleChaining.Testing")
            .SelectMany(project => project.Types.Select(type => (type.Name, Project: project.Name)))
            .ToLookup(type => type.Name, type => type.Project);
        Assert.Empty(projects.Where(names => names.Distinct().Count() > 1).Select(names => names.Key));
    }
}
