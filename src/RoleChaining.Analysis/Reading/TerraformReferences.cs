namespace RoleChaining.Reading;

/// <summary>Finds the resources whose attributes another resource takes, where the values are not known yet.</summary>
internal sealed class TerraformReferences(IReadOnlyList<TerraformResource> resources, TerraformConfiguration configuration)
{
    // Modules may pass a value on and on, but not in a circle.
    private const int MaxDepth = 16;

    private readonly TerraformModule[] _modules =
        [.. resources.Select(resource => resource.Module).Distinct().SelectMany(TerraformModule.Split).Distinct()];

    /// <summary>
    /// The resources that an attribute refers to, also by a module's variable or output, and of several instances the one with the same
    /// key, if the expression's index is the key.
    /// </summary>
    /// <param name="resource">The resource.</param>
    /// <param name="attribute">Its attribute.</param>
    /// <param name="isComplete">Whether nothing else is referred to that may hold a resource.</param>
    public IReadOnlyList<TerraformResource> Find(TerraformResource resource, string attribute, out bool isComplete)
    {
        List<TerraformResource> found = [];
        IReadOnlyList<string> references = configuration.FindReferences(resource, attribute);
        int instances = resources.Count(other => (other.Mode, other.Type, other.Name, other.Module)
            == (resource.Mode, resource.Type, resource.Name, resource.Module));
        TerraformScope scope = new(resource.Module, resource.Index, instances);
        isComplete = references.Count > 0 && Add(found, resource, scope, references, MaxDepth);
        return found;
    }

    /// <summary>The one resource that an attribute refers to; null where there is none, or more than one.</summary>
    public TerraformResource? FindOne(TerraformResource resource, string attribute) =>
        Find(resource, attribute, out _) is [var only] ? only : null;

    private bool Add(
        List<TerraformResource> found, TerraformResource resource, TerraformScope scope, IReadOnlyList<string> references, int depth)
    {
        TerraformScope chosen = scope.Choose(references);
        bool isComplete = depth > 0;
        string previous = "";
        foreach (string reference in isComplete ? references : [])
        {
            // Of a reference all of its beginnings are listed after it.
            bool isBeginning = previous.StartsWith(reference + ".", StringComparison.Ordinal)
                || previous.StartsWith(reference + "[", StringComparison.Ordinal);
            if (isBeginning || reference is "count.index" or "each.key")
            {
                continue;
            }

            previous = reference;
            int before = found.Count;
            isComplete &= AddOne(found, resource, chosen, reference, depth);
            isComplete &= !chosen.IsOne || found.Count - before <= 1;
        }

        return isComplete;
    }

    private bool AddOne(List<TerraformResource> found, TerraformResource resource, TerraformScope scope, string reference, int depth)
    {
        if (reference.StartsWith("each.value", StringComparison.Ordinal))
        {
            return scope.Module == resource.Module
                && Add(found, resource, scope with { Key = scope.Index }, configuration.FindRepetition(resource), depth - 1);
        }

        if (reference.StartsWith("var.", StringComparison.Ordinal))
        {
            return TerraformModule.Split(scope.Module) is [.., var own]
                && configuration.FindArgument(own.Parent, own.Name, reference["var.".Length..].Split('.', '[')[0]) is { Count: > 0 } passed
                && Add(found, resource, new(own.Parent, KeyOf(own), FindInstances(own.Parent, own.Name).Length), passed, depth - 1);
        }

        return reference.StartsWith("module.", StringComparison.Ordinal)
            ? AddOutput(found, resource, scope, reference, depth)
            : AddManaged(found, scope, reference);
    }

    private bool AddOutput(List<TerraformResource> found, TerraformResource resource, TerraformScope scope, string reference, int depth)
    {
        if (TerraformModule.Split(reference) is not [var call, ..])
        {
            return false;
        }

        string output = reference[call.Address.Length..].TrimStart('.').Split('.', '[')[0];
        IReadOnlyList<string> references = configuration.FindOutput(scope.Module, call.Name, output);
        string address = scope.Module is null ? call.Address : $"{scope.Module}.{call.Address}";
        TerraformModule[] instances = [.. FindInstances(scope.Module, call.Name)
            .Where(instance => call.Key.Length == 0 || instance.Address == address)];
        TerraformModule? instance = instances is [var only]
            ? only
            : Array.Find(instances, candidate => scope.Chooses(KeyOf(candidate), instances.Length));
        return references.Count > 0 && instance is not null
            && Add(found, resource, scope with { Module = instance.Address }, references, depth - 1);
    }

    private bool AddManaged(List<TerraformResource> found, TerraformScope scope, string reference)
    {
        TerraformResource[] candidates = [.. resources.Where(candidate => candidate.Mode == "managed"
            && candidate.Module == scope.Module
            && Begins(reference, $"{candidate.Type}.{candidate.Name}"))];
        TerraformResource[] exact = [.. candidates.Where(candidate => Begins(reference, LocalAddress(candidate)))];
        TerraformResource[] own = [.. candidates.Where(candidate => scope.Chooses(candidate.Index, candidates.Length))];
        TerraformResource[] chosen = exact.Length > 0 ? exact : own.Length > 0 ? own : candidates;
        found.AddRange(chosen.Except(found));
        return chosen.Length > 0;
    }

    private TerraformModule[] FindInstances(string? parent, string name) =>
        Array.FindAll(_modules, module => module.Parent == parent && module.Name == name);

    private static string KeyOf(TerraformModule module) => module.Key.Trim('[', ']', '"');

    private static string LocalAddress(TerraformResource resource) =>
        resource.Module is { } module && resource.Address.StartsWith(module + ".", StringComparison.Ordinal)
            ? resource.Address[(module.Length + 1)..]
            : resource.Address;

    private static bool Begins(string reference, string address) => reference.StartsWith(address, StringComparison.Ordinal)
        && (reference.Length == address.Length || reference[address.Length] is '.' or '[');
}
