namespace Supervision.InMemoryStorage;

/// <summary>A $filter that has been read.</summary>
internal abstract record Filter
{
    /// <summary>
    /// Whether the row passes. A comparison with a property that the row lacks, or that has a type the value cannot be compared with, is false.
    /// </summary>
    public abstract bool Passes(Entity entity);

    /// <summary>Narrows the range of keys in which rows can pass.</summary>
    public virtual void Narrow(KeyRange range)
    {
    }

    public sealed record And(Filter Left, Filter Right) : Filter
    {
        public override bool Passes(Entity entity) => Left.Passes(entity) && Right.Passes(entity);

        public override void Narrow(KeyRange range)
        {
            Left.Narrow(range);
            Right.Narrow(range);
        }
    }

    public sealed record Or(Filter Left, Filter Right) : Filter
    {
        public override bool Passes(Entity entity) => Left.Passes(entity) || Right.Passes(entity);
    }

    public sealed record Not(Filter Operand) : Filter
    {
        public override bool Passes(Entity entity) => !Operand.Passes(entity);
    }

    /// <summary>A property that is itself a truth value.</summary>
    public sealed record Flag(string Property) : Filter
    {
        public override bool Passes(Entity entity) => entity.Value(Property) is true;
    }

    public sealed record Constant(bool Value) : Filter
    {
        public override bool Passes(Entity entity) => Value;
    }

    public sealed record Comparison(string Property, string Operator, object Value) : Filter
    {
        public override bool Passes(Entity entity) => entity.Value(Property) is { } own && Compare(own, Value) is { } order && Operator switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            _ => order <= 0,
        };

        public override void Narrow(KeyRange range)
        {
            if (Value is string key && Property is "PartitionKey" or "RowKey" && Operator != "ne")
            {
                range.Restrict(Property == "PartitionKey", Operator, (string)Value);
            }
        }

        private static int? Compare(object own, object value) => (own, value) switch
        {
            (string a, string b) => string.CompareOrdinal(a, b),
            (bool a, bool b) => a.CompareTo(b),
            (int a, int b) => a.CompareTo(b),
            (int or long, int or long) => ToLong(own).CompareTo(ToLong(value)),
            (double a, int or long or double) => a.CompareTo(ToDouble(value)),
            (int or long, double b) => ToDouble(own).CompareTo(b),
            (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
            (Guid a, Guid b) => a.CompareTo(b),
            (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
            _ => null,
        };

        private static long ToLong(object number) => number is int small ? small : (long)number;

        private static double ToDouble(object number) => number switch { int i => i, long l => l, _ => (double)number };
    }
}

/// <summary>The part of a table's key order that a query has to look at; both ends included.</summary>
internal sealed class KeyRange
{
    private string lowPartition = "";
    private string? highPartition;
    private string lowRow = "";
    private string? highRow;

    /// <summary>The key to begin with.</summary>
    public (string PartitionKey, string RowKey) Start => (lowPartition, OnePartition ? lowRow : "");

    private bool OnePartition => lowPartition == highPartition;

    public void Restrict(bool partition, string comparison, string value)
    {
        var from = comparison is "eq" or "gt" or "ge";
        var to = comparison is "eq" or "lt" or "le";
        if (partition)
        {
            lowPartition = from && string.CompareOrdinal(value, lowPartition) > 0 ? value : lowPartition;
            highPartition = to && (highPartition is null || string.CompareOrdinal(value, highPartition) < 0) ? value : highPartition;
        }
        else
        {
            lowRow = from && string.CompareOrdinal(value, lowRow) > 0 ? value : lowRow;
            highRow = to && (highRow is null || string.CompareOrdinal(value, highRow) < 0) ? value : highRow;
        }
    }

    /// <summary>Whether no row from this one on can pass.</summary>
    public bool EndsBefore(Entity entity)
    {
        if (highPartition is null)
        {
            return false;
        }

        var order = string.CompareOrdinal(entity.PartitionKey, highPartition);
        return order > 0 || (order == 0 && OnePartition && highRow is not null && string.CompareOrdinal(entity.RowKey, highRow) > 0);
    }
}
