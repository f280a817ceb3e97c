namespace Supervision.InMemoryStorage;

/// <summary>The blob service's errors, by the codes of its REST reference.</summary>
internal static class BlobErrors
{
    public static readonly ServiceError ContainerAlreadyExists = new(409, "ContainerAlreadyExists", "The specified container already exists.");
    public static readonly ServiceError ContainerBeingDeleted = new(409, "ContainerBeingDeleted", "The specified container is being deleted. Try operation later.");
    public static readonly ServiceError ContainerNotFound = new(404, "ContainerNotFound", "The specified container does not exist.");
    public static readonly ServiceError BlobNotFound = new(404, "BlobNotFound", "The specified blob does not exist.");
    public static readonly ServiceError BlobAlreadyExists = new(409, "BlobAlreadyExists", "The specified blob already exists.");
    public static readonly ServiceError ConditionNotMet = new(412, "ConditionNotMet", "The condition specified using HTTP conditional header(s) is not met.");
    public static readonly ServiceError InvalidRange = new(416, "InvalidRange", "The range specified is invalid for the current size of the resource.");
    public static readonly ServiceError InvalidBlockList = new(400, "InvalidBlockList", "The specified block list is invalid.");
    public static readonly ServiceError InvalidBlobOrBlock = new(400, "InvalidBlobOrBlock", "The specified blob or block content is invalid.");
    public static readonly ServiceError BlockCountExceedsLimit = new(409, "BlockCountExceedsLimit", "The committed block count cannot exceed the maximum limit of 50,000 blocks.");
    public static readonly ServiceError Md5Mismatch = new(400, "Md5Mismatch", "The MD5 value specified in the request did not match with the MD5 value calculated by the server.");
    public static readonly ServiceError InvalidResourceName = new(400, "InvalidResourceName", "The specifed resource name contains invalid characters.");
    public static readonly ServiceError OutOfRangeInput = new(400, "OutOfRangeInput", "One of the request inputs is out of range.");
    public static readonly ServiceError InvalidUri = new(400, "InvalidUri", "The requested URI does not represent any resource on the server.");
    public static readonly ServiceError InvalidQueryParameterValue = new(400, "InvalidQueryParameterValue", "Value for one of the query parameters specified in the request URI is invalid.");
    public static readonly ServiceError InvalidMetadata = new(400, "InvalidMetadata", "The metadata specified is invalid. It has characters that are not permitted.");
    public static readonly ServiceError MetadataTooLarge = new(400, "MetadataTooLarge", "The size of the specified metadata exceeds the maximum size permitted.");
    public static readonly ServiceError InvalidXmlDocument = new(400, "InvalidXmlDocument", "XML specified is not syntactically valid.");
    public static readonly ServiceError LeaseAlreadyPresent = new(409, "LeaseAlreadyPresent", "There is already a lease present.");
    public static readonly ServiceError LeaseIsBreakingAndCannotBeAcquired = new(409, "LeaseIsBreakingAndCannotBeAcquired", "The lease ID matched, but the lease is currently in breaking state and cannot be acquired until it is broken.");
    public static readonly ServiceError LeaseIsBreakingAndCannotBeChanged = new(409, "LeaseIsBreakingAndCannotBeChanged", "The lease ID matched, but the lease is currently in breaking state and cannot be changed.");
    public static readonly ServiceError LeaseIsBrokenAndCannotBeRenewed = new(409, "LeaseIsBrokenAndCannotBeRenewed", "The lease ID matched, but the lease has been broken explicitly and cannot be renewed.");
    public static readonly ServiceError LeaseLost = new(412, "LeaseLost", "A lease ID was specified, but the lease for the blob has expired.");

    public static ServiceError LeaseIdMissing(bool onBlob) =>
        new(412, "LeaseIdMissing", $"There is currently a lease on the {What(onBlob)} and no lease ID was specified in the request.");

    public static ServiceError LeaseIdMismatch(bool onBlob) => new(
        412,
        onBlob ? "LeaseIdMismatchWithBlobOperation" : "LeaseIdMismatchWithContainerOperation",
        $"The lease ID specified did not match the lease ID for the {What(onBlob)}.");

    public static ServiceError LeaseNotPresent(bool onBlob) => new(
        412,
        onBlob ? "LeaseNotPresentWithBlobOperation" : "LeaseNotPresentWithContainerOperation",
        $"There is currently no lease on the {What(onBlob)}.");

    public static ServiceError LeaseIdMismatchWithLeaseOperation(bool onBlob) =>
        new(409, "LeaseIdMismatchWithLeaseOperation", $"The lease ID specified did not match the lease ID for the {What(onBlob)}.");

    public static ServiceError LeaseNotPresentWithLeaseOperation(bool onBlob) =>
        new(409, "LeaseNotPresentWithLeaseOperation", $"There is currently no lease on the {What(onBlob)}.");

    public static ServiceError InvalidHeader(string name) =>
        new(400, "InvalidHeaderValue", $"The value for one of the HTTP headers is not in the correct format: {name}.");

    private static string What(bool onBlob) => onBlob ? "blob" : "container";
}
