using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Supervision.Laws.Reading.Documents;

/// <summary>Unpacks the streams of one pdf and stops where they swell to more than <see cref="MostUnpacked"/> bytes together.</summary>
internal sealed class BoundedFilters : IFilterProvider
{
    /// <summary>The most that all streams of a pdf may hold when unpacked, in bytes.</summary>
    public const long MostUnpacked = 200_000_000;

    /// <summary>The most that one stream may hold when unpacked, in bytes.</summary>
    private const long MostOfOne = 48_000_000;

    /// <summary>Kinds of packing whose size cannot be measured beforehand are unpacked only up to this size, in bytes.</summary>
    private const int MostOfOldPacking = 128_000;

    private readonly IFilterProvider _filters = DefaultFilterProvider.Instance;
    private long _left = MostUnpacked;

    public bool Exceeded { get; private set; }

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Bound(_filters.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Bound(_filters.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Bound(_filters.GetAllFilters());

    private List<IFilter> Bound(IReadOnlyList<IFilter> filters) => [.. filters.Select(filter => new Bounded(filter, this))];

    private void Spend(long bytes)
    {
        _left -= bytes;
        if (_left >= 0)
            return;
        Exceeded = true;
        throw new InvalidDataException("The file unpacks to more than is read.");
    }

    private sealed class Bounded(IFilter filter, BoundedFilters owner) : IFilter
    {
        public bool IsSupported => filter.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            if (filter is FlateFilter)
                owner.Spend(Measure(input));
            else if (filter is LzwFilter or RunLengthFilter && input.Length > MostOfOldPacking)
                owner.Spend(long.MaxValue / 2);
            return filter.Decode(input, streamDictionary, filterProvider, filterIndex);
        }

        private static long Measure(Memory<byte> input)
        {
            if (input.Length <= 6)
                return 0;
            long size = 0;
            var buffer = new byte[81_920];
            try
            {
                using var unpacked = new DeflateStream(new MemoryStream(input[2..].ToArray(), writable: false), CompressionMode.Decompress);
                int read;
                while ((read = unpacked.Read(buffer)) > 0)
                {
                    size += read;
                    if (size > MostOfOne)
                        return long.MaxValue / 2;
                }
            }
            catch (InvalidDataException)
            {
                // The library decides what to make of a broken stream; what was unpacked so far counts.
            }

            return size;
        }
    }
}
