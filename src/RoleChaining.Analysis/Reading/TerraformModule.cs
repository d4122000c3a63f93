namespace RoleChaining.Reading;

/// <summary>A module: where it stands in the address <c>module.a["x"].module.b</c>.</summary>
/// <param name="Parent">The address of the module that calls it; null for the root module.</param>
/// <param name="Name">The name of the call.</param>
/// <param name="Address">Its own address, with the key of count or for_each.</param>
internal sealed record TerraformModule(string? Parent, string Name, string Address)
{
    private const string Prefix = "module.";

    /// <summary>The key of count or for_each, as it is written in the address.</summary>
    public string Key => Address[^1] == ']' ? Address[Address.LastIndexOf('[')..] : "";

    /// <summary>The modules of an address from the outermost one; none for the root module.</summary>
    public static IReadOnlyList<TerraformModule> Split(string? address)
    {
        List<TerraformModule> modules = [];
        string rest = address ?? "";
        string? parent = null;
        while (rest.StartsWith(Prefix, StringComparison.Ordinal))
        {
            int end = FindEnd(rest);
            string own = rest[..end];
            int key = own.IndexOf('[', StringComparison.Ordinal);
            TerraformModule module = new(
                parent, own[Prefix.Length..(key < 0 ? own.Length : key)], parent is null ? own : $"{parent}.{own}");
            modules.Add(module);
            parent = module.Address;
            rest = end < rest.Length ? rest[(end + 1)..] : "";
        }

        return modules;
    }

    // A key may hold a dot, and a text of it a bracket.
    private static int FindEnd(string address)
    {
        bool isText = false;
        int depth = 0;
        for (int i = Prefix.Length; i < address.Length; i++)
        {
            switch (address[i])
            {
                case '\\' when isText:
                    i++;
                    break;
                case '"':
                    isText = !isText;
                    break;
                case '[' when !isText:
                    depth++;
                    break;
                case ']' when !isText:
                    depth--;
                    break;
                case '.' when !isText && depth == 0:
                    return i;
            }
        }

        return address.Length;
    }
}
