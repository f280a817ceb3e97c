namespace Supervision.InMemoryStorage;

/// <summary>The table service's errors, by the codes of its REST reference.</summary>
internal static class TableErrors
{
    public static readonly ServiceError TableAlreadyExists = new(409, "TableAlreadyExists", "The table specified already exists.");
    public static readonly ServiceError TableBeingDeleted = new(409, "TableBeingDeleted", "The specified table is being deleted. Try operation later.");
    public static readonly ServiceError TableNotFound = new(404, "TableNotFound", "The table specified does not exist.");
    public static readonly ServiceError ResourceNotFound = new(404, "ResourceNotFound", "The specified resource does not exist.");
    public static readonly ServiceError EntityAlreadyExists = new(409, "EntityAlreadyExists", "The specified entity already exists.");
    public static readonly ServiceError InvalidInput = new(400, "InvalidInput", "One of the request inputs is not valid.");
    public static readonly ServiceError NotImplemented = new(501, "NotImplemented", "The requested operation is not implemented on the specified resource.");
    public static readonly ServiceError OutOfRangeInput = new(400, "OutOfRangeInput", "One of the request inputs is out of range.");

    public static readonly ServiceError UpdateConditionNotSatisfied =
        new(412, "UpdateConditionNotSatisfied", "The update condition specified in the request was not satisfied.");

    public static readonly ServiceError MissingIfMatch =
        new(400, "MissingRequiredHeader", "An HTTP header that's mandatory for this request is not specified.");

    public static readonly ServiceError PropertiesNeedValue =
        new(400, "PropertiesNeedValue", "The values are not specified for all properties in the entity.");

    public static readonly ServiceError InvalidResourceName =
        new(400, "InvalidResourceName", "The specifed resource name contains invalid characters.");

    public static readonly ServiceError TooManyProperties =
        new(400, "TooManyProperties", "The entity contains more properties than allowed. Each entity can include up to 252 properties to store data. "
            + "Each entity also has 3 system properties.");

    public static readonly ServiceError PropertyNameTooLong =
        new(400, "PropertyNameTooLong", "The property name exceeds the maximum allowed length (255).");

    public static readonly ServiceError PropertyNameInvalid = new(400, "PropertyNameInvalid", "The property name is invalid.");

    public static readonly ServiceError PropertyValueTooLarge =
        new(400, "PropertyValueTooLarge", "The property value exceeds the maximum allowed size (64KB). If the property value is a string, it is UTF-16 "
            + "encoded and the maximum number of characters should be 32K or less.");

    public static readonly ServiceError KeyValueTooLarge =
        new(400, "KeyValueTooLarge", "The key value exceeds the maximum allowed size (1KB).");

    public static readonly ServiceError EntityTooLarge =
        new(400, "EntityTooLarge", "The entity is larger than the maximum allowed size (1MB).");

    public static readonly ServiceError DuplicatePropertiesSpecified =
        new(400, "DuplicatePropertiesSpecified", "A property is specified more than one time.");

    public static readonly ServiceError InvalidDuplicateRow =
        new(400, "InvalidDuplicateRow", "The batch request contains multiple changes with same row key. An entity can appear only once in a batch request.");

    public static readonly ServiceError DifferentPartitions =
        new(400, "CommandsInBatchActOnDifferentPartitions", "All commands in a batch must operate on same entity group.");

    public static readonly ServiceError TooManyChanges =
        new(400, "InvalidInput", "The batch request operation exceeds the maximum 100 changes per change set.");

    public static readonly ServiceError RequestBodyTooLarge =
        new(413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.");

    public static ServiceError KeyOutOfRange(string name, string value) =>
        new(400, "OutOfRangeInput", $"The '{name}' parameter of value '{value}' is out of range.");
}
