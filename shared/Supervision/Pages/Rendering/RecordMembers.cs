using System.Collections.Concurrent;
using System.Reflection;
using Fluid;

namespace Supervision.Pages.Rendering;

/// <summary>
/// Lets page templates read the public properties of records. A name that is no property is a fault of the template, so that a renamed
/// property cannot leave a blank on a page.
/// </summary>
internal sealed class RecordMembers : MemberAccessStrategy
{
    private static readonly ConcurrentDictionary<(Type Type, string Name), IMemberAccessor> Known = new();

    public override IMemberAccessor GetAccessor(Type type, string name) => Known.GetOrAdd((type, name), static key =>
        key.Type.GetProperty(key.Name, BindingFlags.Public | BindingFlags.Instance) is { } property
            ? new Accessor(property)
            : throw new InvalidOperationException($"{key.Type.Name} has no property {key.Name}."));

    public override void Register(Type type, IEnumerable<KeyValuePair<string, IMemberAccessor>> accessors) =>
        throw new NotSupportedException("Every public property is known already.");

    private sealed class Accessor(PropertyInfo property) : IMemberAccessor
    {
        public object Get(object obj, string name, TemplateContext ctx) => property.GetValue(obj)!;
    }
}
