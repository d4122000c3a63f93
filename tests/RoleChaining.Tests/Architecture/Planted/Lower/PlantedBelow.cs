namespace RoleChaining.Architecture.Planted.Lower;

/// <summary>The other half: only its code uses the type above.</summary>
internal sealed class PlantedBelow
{
    public override string ToString()
    {
        List<Upper.PlantedAbove> above = [];
        return $"{above.Count}";
    }
}
