using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Supervision.LocalHost.Discovery;

namespace Supervision.LocalHost;

/// <summary>Makes the function's object from the scope, calls the method, and waits for what it returns.</summary>
internal sealed class FunctionInvoker
{
    private readonly ConcurrentDictionary<Type, ObjectFactory> factories = new();
    private readonly ConcurrentDictionary<Type, Func<object?, ValueTask<IResult?>>> awaiters = new();

    /// <summary>Whether a function may return this type: nothing, a task, or (HTTP only) an IResult, at once or by a task.</summary>
    public static bool Understands(Type type, bool http)
    {
        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask))
            return true;
        if (!http)
            return false;
        return typeof(IResult).IsAssignableFrom(ResultOfTask(type) ?? type);
    }

    /// <summary>Runs the function. Its exceptions come through unchanged.</summary>
    public async Task<IResult?> InvokeAsync(FunctionDefinition function, IServiceProvider scope, object?[] arguments)
    {
        var (target, owned) = Create(function, scope);
        try
        {
            var returned = function.Method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            return await awaiters.GetOrAdd(function.Method.ReturnType, AwaiterOf)(returned);
        }
        finally
        {
            if (owned && target is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else if (owned && target is IDisposable disposable)
                disposable.Dispose();
        }
    }

    // What the container made, the container disposes of.
    private (object? Target, bool Owned) Create(FunctionDefinition function, IServiceProvider scope)
    {
        if (function.Method.IsStatic)
            return (null, false);
        if (scope.GetService(function.Class) is { } registered)
            return (registered, false);
        return (factories.GetOrAdd(function.Class, type => ActivatorUtilities.CreateFactory(type, []))(scope, []), true);
    }

    private static Func<object?, ValueTask<IResult?>> AwaiterOf(Type type)
    {
        if (type == typeof(Task))
            return async task => { await (Task)task!; return null; };
        if (type == typeof(ValueTask))
            return async task => { await (ValueTask)task!; return null; };
        if (ResultOfTask(type) is not { } result)
            return value => ValueTask.FromResult((IResult?)value);
        var name = type.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(AwaitTask) : nameof(AwaitValueTask);
        return typeof(FunctionInvoker).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(result)
            .CreateDelegate<Func<object?, ValueTask<IResult?>>>();
    }

    private static Type? ResultOfTask(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : null;

    private static async ValueTask<IResult?> AwaitTask<T>(object? task)
        where T : IResult => await (Task<T>)task!;

    private static async ValueTask<IResult?> AwaitValueTask<T>(object? task)
        where T : IResult => await (ValueTask<T>)task!;
}
