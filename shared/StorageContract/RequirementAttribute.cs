namespace Supervision.StorageContract;

/// <summary>Marks a method that asks one thing of a storage service; its name is the sentence. With values it is asked once for each.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequirementAttribute(params object[] values) : Attribute
{
    public IReadOnlyList<object> Values { get; } = values;
}
