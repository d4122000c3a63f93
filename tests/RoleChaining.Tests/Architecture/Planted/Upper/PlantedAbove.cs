namespace RoleChaining.Architecture.Planted.Upper;

/// <summary>Half of a circle that the tests must find.</summary>
internal sealed class PlantedAbove
{
    public static Lower.PlantedBelow Below() => new();
}
