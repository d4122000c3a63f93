namespace RoleChaining.Reading;

/// <summary>Finds the resources whose attributes another resource takes, where the values are not known yet.</summary>
internal sealed class TerraformReferences(IReadOnlyList<TerraformResource> resources, TerraformConfiguration configuration)
{
    // Modules may pass a value on and on, but not in a circle.
    private const int MaxDepth = 16;

    /// <summary>
    /// The resources that an attribute refers to, also by a module's variable or output, and of several instances the one with the same
    /// key.
    /// </summary>
    /// <param name="resource">The resource.</param>
    /// <param name="attribute">Its attribute.</param>
    /// <param name="isComplete">Whether nothing else is referred to that may hold a resource.</param>
    public IReadOnlyList<TerraformResource> Find(TerraformResource resource, string attribute, out bool isComplete)
    {
        List<TerraformResource> found = [];
        IReadOnlyList<string> references = configuration.FindReferences(resource, attribute);
        isComplete = references.Count > 0 && Add(found, resource, resource.Module, references, resource.Index, MaxDepth);
        return found;
    }

    /// <summary>The one resource that an attribute refers to; null where there is none, or more than one.</summary>
    public TerraformResource? FindOne(TerraformResource resource, string attribute) =>
        Find(resource, attribute, out _) is [var only] ? only : null;

    private bool Add(
        List<TerraformResource> found,
        TerraformResource resource,
        string? module,
        IReadOnlyList<string> references,
        string? index,
        int depth)
    {
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
            isComplete &= AddOne(found, resource, module, reference, index, depth);
        }

        return isComplete;
    }

    private bool AddOne(
        List<TerraformResource> found, TerraformResource resource, string? module, string reference, string? index, int depth)
    {
        if (reference.StartsWith("each.value", StringComparison.Ordinal))
        {
            return module == resource.Module && Add(found, resource, module, configuration.FindRepetition(resource), index, depth - 1);
        }

        if (reference.StartsWith("var.", StringComparison.Ordinal))
        {
            return TerraformModule.Split(module) is [.., var own]
                && configuration.FindArgument(own.Parent, own.Name, reference["var.".Length..].Split('.', '[')[0]) is { Count: > 0 } passed
                && Add(found, resource, own.Parent, passed, own.Key.Trim('[', ']', '"'), depth - 1);
        }

        return reference.StartsWith("module.", StringComparison.Ordinal)
            ? AddOutput(found, resource, module, reference, index, depth)
            : AddManaged(found, module, reference, index);
    }

    private bool AddOutput(
        List<TerraformResource> found, TerraformResource resource, string? module, string reference, string? index, int depth)
    {
        if (TerraformModule.Split(reference) is not [var call, ..])
        {
            return false;
        }

        string output = reference[call.Address.Length..].TrimStart('.').Split('.', '[')[0];
        IReadOnlyList<string> references = configuration.FindOutput(module, call.Name, output);
        string address = module is null ? call.Address : $"{module}.{call.Address}";
        string[] instances = [.. resources
            .Select(candidate => candidate.Module)
            .OfType<string>()
            .Where(instance => instance == address || instance.StartsWith(address + "[", StringComparison.Ordinal))
            .Where(instance => TerraformModule.Split(instance)[^1].Parent == module)
            .Distinct()];
        string? instance = instances is [var only]
            ? only
            : Array.Find(instances, candidate => TerraformModule.Split(candidate)[^1].Key.Trim('[', ']', '"') == index);
        return references.Count > 0 && instance is not null && Add(found, resource, instance, references, index, depth - 1);
    }

    private bool AddManaged(List<TerraformResource> found, string? module, string reference, string? index)
    {
        TerraformResource[] candidates = [.. resources.Where(candidate => candidate.Mode == "managed"
            && candidate.Module == module
            && Begins(reference, $"{candidate.Type}.{candidate.Name}"))];
        TerraformResource[] exact = [.. candidates.Where(candidate => Begins(reference, LocalAddress(candidate)))];
        TerraformResource[] chosen = exact.Length > 0 ? exact
            : candidates.Any(candidate => candidate.Index is not null && candidate.Index == index)
                ? [.. candidates.Where(candidate => candidate.Index == index)]
                : candidates;
        found.AddRange(chosen.Except(found));
        return chosen.Length > 0;
    }

    private static string LocalAddress(TerraformResource resource) =>
        resource.Module is { } module && resource.Address.StartsWith(module + ".", StringComparison.Ordinal)
            ? resource.Address[(module.Length + 1)..]
            : resource.Address;

    private static bool Begins(string reference, string address) => reference.StartsWith(address, StringComparison.Ordinal)
        && (reference.Length == address.Length || reference[address.Length] is '.' or '[');
}
