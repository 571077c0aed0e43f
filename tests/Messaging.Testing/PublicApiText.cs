using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Messaging.Testing;

/// <summary>A type or member as a line of text, close to C#.</summary>
internal static class PublicApiText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(double)] = "double",
    };

    public static string Of(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsSubclassOf(typeof(Delegate)) ? "delegate" : type.IsValueType ? "struct"
            : type.GetMethod("<Clone>$") is null ? "class" : "record";
        var modifier = type is { IsAbstract: true, IsSealed: true } ? "static " : type is { IsInterface: true } or { IsValueType: true } ? ""
            : type.IsAbstract ? "abstract " : type.IsSealed && kind is not "delegate" ? "sealed " : "";
        var bases = type.GetInterfaces().Except(type.GetInterfaces().SelectMany(i => i.GetInterfaces())).Except(type.BaseType?.GetInterfaces() ?? [])
            .Select(Name).Order(StringComparer.Ordinal)
            .Where(name => !name.StartsWith("System.IEquatable<", StringComparison.Ordinal)).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && kind is not "delegate")
            bases.Insert(0, Name(parent));
        var signature = kind is "delegate" ? $" {Signature(type.GetMethod("Invoke")!)}" : "";
        return $"{modifier}{kind} {type.Namespace}.{Name(type, full: false)}{signature}{(bases.Count == 0 || type.IsEnum ? "" : $" : {string.Join(", ", bases)}")}{Constraints(type.GetGenericArguments())}";
    }

    /// <summary><see langword="null"/>: not visible outside, or told by another member, as accessors are.</summary>
    public static string? Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) && !constructor.IsStatic => $"{Access(constructor)}new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsVisible(method) => $"{Access(method)}{Modifier(method)}{Signature(method)}",
        PropertyInfo property when Accessors(property) is { Count: > 0 } accessors =>
            $"{Access(accessors[0])}{Modifier(accessors[0])}{Type(property.PropertyType, new NullabilityInfoContext().Create(property).ReadState)} {property.Name} {{ {string.Join(" ", accessors.Select(Accessor))} }}",
        FieldInfo { IsPublic: true } field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {Value(field.GetRawConstantValue())}" : "")}",
        EventInfo { AddMethod: { } add } raised when IsVisible(add) => $"{Modifier(add)}event {Name(raised.EventHandlerType!)} {raised.Name}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static List<MethodInfo> Accessors(PropertyInfo property) => [.. property.GetAccessors(nonPublic: true).Where(IsVisible)];

    private static string Accessor(MethodInfo accessor) =>
        accessor.ReturnType != typeof(void) ? "get;" : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;";

    private static string Modifier(MethodInfo method) =>
        method.IsStatic ? "static " : method.DeclaringType!.IsInterface ? method.IsAbstract ? "" : "default "
        : method.GetBaseDefinition() != method ? "override " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";

    private static string Signature(MethodInfo method)
    {
        var name = method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : method.Name;
        var result = Type(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter).ReadState);
        return $"{result} {name}({Parameters(method)}){Constraints(method.GetGenericArguments())}";
    }

    private static string Parameters(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "";
        return extends + string.Join(", ", method.GetParameters().Select(parameter =>
            $"{(parameter.IsOut ? "out " : "")}{Type(parameter.ParameterType, new NullabilityInfoContext().Create(parameter).WriteState)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}"));
    }

    private static string Type(Type type, NullabilityState state) =>
        Name(type) + (state is NullabilityState.Nullable && Nullable.GetUnderlyingType(type) is null ? "?" : "");

    private static string Name(Type type) => Name(type, full: true);

    private static string Name(Type type, bool full)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Name(underlying)}?";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        var name = type.Name.Split('`')[0];
        var outer = type.DeclaringType is { } declaring ? $"{Name(declaring, full)}." : full ? $"{type.Namespace}." : "";
        return $"{outer}{name}{(type.IsGenericType && type.Name.Contains('`', StringComparison.Ordinal) ? $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : "")}";
    }

    private static string Constraints(Type[] arguments) =>
        string.Concat(arguments.Where(argument => argument.IsGenericParameter).Select(argument => (argument, Limits: Limits(argument)))
            .Where(pair => pair.Limits.Count > 0).Select(pair => $" where {pair.argument.Name} : {string.Join(", ", pair.Limits)}"));

    private static List<string> Limits(Type argument)
    {
        var attributes = argument.GenericParameterAttributes;
        var limits = argument.GetGenericParameterConstraints().Where(limit => limit != typeof(ValueType)).Select(Name).Order(StringComparer.Ordinal).ToList();
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            limits.Insert(0, "class");
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            limits.Insert(0, "struct");
        else if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            limits.Add("new()");
        return limits;
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.DefaultValue is null && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? "default"
            : Value(parameter.DefaultValue);

    private static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
