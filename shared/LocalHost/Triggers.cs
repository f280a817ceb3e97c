namespace Supervision.LocalHost;

/// <summary>Marks a method as a function, as the attribute of the same name of the isolated worker does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Who may call an HTTP trigger before the function sees the request. The product decides itself: always Anonymous.</summary>
public enum AuthorizationLevel
{
    Anonymous,
    User,
    Function,
    System,
    Admin,
}

/// <summary>Binds a parameter of type HttpRequest to requests of these methods on this route.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
{
    public AuthorizationLevel AuthLevel { get; } = authLevel;

    public string[] Methods { get; } = methods;

    /// <summary>The route template below the route prefix of host.json.</summary>
    public string? Route { get; set; }
}

/// <summary>Binds a parameter of type <see cref="TimerInfo"/> to a schedule: six-field NCRONTAB, or %Setting:Name%.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    public string Schedule { get; } = schedule;

    public bool RunOnStartup { get; set; }

    public bool UseMonitor { get; set; } = true;
}

/// <summary>What a timer function is told of its schedule. The status may be null.</summary>
public sealed class TimerInfo
{
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>True when this run should have begun earlier (the host was down).</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>When a timer last ran, will run next, and when that was last written. UTC.</summary>
public sealed class ScheduleStatus
{
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
