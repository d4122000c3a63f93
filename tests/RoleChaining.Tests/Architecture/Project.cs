using System.Reflection;
using Mono.Cecil;

namespace RoleChaining.Architecture;

/// <summary>A project as it was compiled. A type's room is the folder of the file that bears its name; files at the top have none.</summary>
public sealed class Project
{
    private readonly ModuleDefinition _module;
    private readonly Dictionary<string, string> _folders;

    private Project(string name, string assembly, string sources)
    {
        Name = name;
        _module = ModuleDefinition.ReadModule(assembly);
        _folders = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(sources, file))
            .Where(file => !file.StartsWith("obj", StringComparison.Ordinal) && !file.StartsWith("bin", StringComparison.Ordinal))
            .GroupBy(file => Path.GetFileName(file).Split('.')[0], file => Path.GetDirectoryName(file)!.Replace('\\', '/'), StringComparer.Ordinal)
            .ToDictionary(files => files.Key, files => files.Distinct().Single(), StringComparer.Ordinal);
    }

    public string Name { get; }

    /// <summary>The types at the top level that people wrote.</summary>
    public IEnumerable<TypeDefinition> Types => _module.Types.Where(type => !type.Name.Contains('<', StringComparison.Ordinal) && Folder(type) is not null);

    /// <summary>Every shipped project of the repository.</summary>
    public static IReadOnlyList<Project> All { get; } = [.. Directory.EnumerateDirectories(Path.Combine(Metadata("Repository"), "src"))
        .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
        .Select(folder => Open(Path.GetFileName(folder), folder))];

    /// <summary>This test project's own planted circle.</summary>
    public static Project Planted { get; } = new(
        "Planted", typeof(Project).Assembly.Location, Path.Combine(Metadata("Repository"), "tests/RoleChaining.Tests/Architecture/Planted"));

    /// <summary>The folder in which a type is declared; empty at the top of the project, null for a type that nobody wrote a file for.</summary>
    public string? Folder(TypeDefinition type) => _folders.GetValueOrDefault(type.Name.Split('`')[0]);

    /// <summary>The types of this project that a type uses: in its declaration, its members, its code.</summary>
    public IEnumerable<TypeDefinition> Uses(TypeDefinition type) => WithNested(type)
        .SelectMany(References)
        .SelectMany(Elements)
        .Where(reference => reference is not GenericParameter && reference.Scope == _module)
        .Select(reference => TopLevel(reference.Resolve()))
        .Where(used => used != type)
        .Distinct();

    public static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static IEnumerable<TypeReference> References(TypeDefinition type)
    {
        IEnumerable<TypeReference?> declared = [type.BaseType, .. type.Interfaces.Select(implemented => implemented.InterfaceType), .. type.Fields.Select(field => field.FieldType)];
        return declared.Concat(type.Methods.SelectMany(References)).OfType<TypeReference>();
    }

    private static IEnumerable<TypeReference?> References(MethodDefinition method)
    {
        IEnumerable<TypeReference?> signature = method.Parameters.Select(parameter => parameter.ParameterType).Prepend(method.ReturnType);
        return !method.HasBody
            ? signature
            : signature
                .Concat(method.Body.Variables.Select(variable => variable.VariableType))
                .Concat(method.Body.Instructions.SelectMany(instruction => instruction.Operand switch
                {
                    GenericInstanceMethod generic => generic.GenericArguments.Prepend(generic.DeclaringType),
                    MemberReference member and not TypeReference => [member.DeclaringType],
                    TypeReference reference => [reference],
                    _ => (IEnumerable<TypeReference?>)[],
                }));
    }

    /// <summary>A list of hops uses the hop.</summary>
    private static IEnumerable<TypeReference> Elements(TypeReference reference) => reference is GenericInstanceType generic
        ? generic.GenericArguments.SelectMany(Elements).Prepend(generic.ElementType)
        : [reference.GetElementType()];

    private static TypeDefinition TopLevel(TypeDefinition type) => type.DeclaringType is { } outer ? TopLevel(outer) : type;

    private static Project Open(string name, string sources)
    {
        string assembly = name == "RoleChaining.Tool" ? "role-chain" : name;
        string folder = Metadata("Assemblies").Replace("PROJECT", name, StringComparison.Ordinal);
        return new Project(name, Path.Combine(folder, assembly + ".dll"), sources);
    }

    private static string Metadata(string key) =>
        typeof(Project).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public override string ToString() => Name;
}
