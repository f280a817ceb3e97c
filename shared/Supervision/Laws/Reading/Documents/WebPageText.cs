using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Supervision.Laws.Reading.Documents;

/// <summary>Takes the text out of a web page: the law itself, without the page's menus and footers.</summary>
internal static class WebPageText
{
    private const int MostNested = 2_000;
    private const int MostOpenFormatting = 64;
    private const int LongestTitle = 60;
    private const int FarthestTitle = 80;

    private static readonly HashSet<string> Formatting = new(
        ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Elements without an end, or whose end pages leave out.</summary>
    private static readonly HashSet<string> Endless = new(
        [
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td",
            "th", "tbody", "thead", "tfoot", "option", "optgroup", "colgroup", "html", "head", "body", "o:p",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Unread = new(
        ["script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "select", "textarea", "iframe", "svg", "title"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Blocks = new(
        [
            "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
            "main", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "tr", "ul",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] InstrumentEndings =
        ["法", "条例", "办法", "规定", "细则", "规则", "决定", "决议", "守则", "规程", "法典", "规范", "标准", "章程", "解释", "）", ")"];

    public static DocumentText Read(string fileName, string html)
    {
        if (IsTooDeep(html))
            return DocumentText.Refused(RefusalCodes.MarkupTooDeep, FaultWords.Of("{file} nests its markup more than {most} deep.", ("file", fileName), ("most", MostNested)));
        using var document = new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(html);
        if (document.Body is not { } body)
            return DocumentText.Refused(RefusalCodes.EmptyText, FaultWords.Of("{file} is an empty page.", ("file", fileName)));

        var lines = Lines(body);
        var first = lines.FindIndex(line => Begins(line.Text));
        if (first < 0)
            return DocumentText.Of(string.Join('\n', lines.Select(line => line.Text)));
        var last = lines.FindLastIndex(line => Begins(line.Text));

        // The law ends with the block that holds its articles; what follows it belongs to the page.
        var home = Common(lines[first].Block, lines[last].Block);
        var end = last;
        while (end + 1 < lines.Count && Holds(home, lines[end + 1].Block))
            end++;
        var begin = first;
        for (var i = first - 1; i >= Math.Max(0, first - FarthestTitle); i--)
        {
            if (lines[i].Text.Length <= LongestTitle && Array.Exists(InstrumentEndings, ending => lines[i].Text.EndsWith(ending, StringComparison.Ordinal))
                && lines[i].Text[0] is not ('（' or '(' or '第'))
            {
                begin = i;
                break;
            }
        }

        return DocumentText.Of(string.Join('\n', lines.Skip(begin).Take(end - begin + 1).Select(line => line.Text)));
    }

    private static bool Begins(string line)
    {
        var kind = TextLine.Of(line).Kind;
        return kind is LineKind.Article or LineKind.Chapter;
    }

    /// <summary>Lines of text with the block that holds each. Goes through the tree without recursion.</summary>
    private static List<(string Text, IElement Block)> Lines(IElement body)
    {
        var lines = new List<(string Text, IElement Block)>();
        var text = new StringBuilder();
        var block = body;
        // Children by index: asking a node for its next sibling searches the parent's whole list.
        var path = new Stack<(INodeList Children, int Next, IElement Block)>();
        path.Push((body.ChildNodes, 0, body));
        while (path.TryPop(out var place))
        {
            if (place.Next >= place.Children.Length)
            {
                if (path.TryPeek(out var outer) && outer.Block != place.Block)
                {
                    Flush();
                    block = outer.Block;
                }

                continue;
            }

            path.Push(place with { Next = place.Next + 1 });
            switch (place.Children[place.Next])
            {
                case IText words:
                    text.Append(words.Data.Replace('\n', ' ').Replace('\r', ' '));
                    break;
                case IElement { LocalName: "br" }:
                    Flush();
                    break;
                case IElement element when !Unread.Contains(element.LocalName) && !IsHidden(element):
                    var home = place.Block;
                    if (Blocks.Contains(element.LocalName))
                    {
                        Flush();
                        block = home = element;
                    }

                    path.Push((element.ChildNodes, 0, home));
                    break;
            }
        }

        Flush();
        return lines;

        void Flush()
        {
            var line = text.ToString().Trim();
            text.Clear();
            if (line.Length > 0)
                lines.Add((line, block));
        }
    }

    private static bool IsHidden(IElement element) =>
        element.HasAttribute("hidden") || (element.GetAttribute("style") is { } style
            && style.Replace(" ", "", StringComparison.Ordinal).Contains("display:none", StringComparison.OrdinalIgnoreCase));

    private static IElement Common(IElement one, IElement other)
    {
        var ancestors = new HashSet<IElement>();
        for (IElement? element = one; element is not null; element = element.ParentElement)
            ancestors.Add(element);
        var common = other;
        while (!ancestors.Contains(common) && common.ParentElement is { } parent)
            common = parent;
        // A single article's paragraph is not the home of what follows it.
        return common.LocalName == "p" && common.ParentElement is { } home ? home : common;
    }

    private static bool Holds(IElement home, IElement block)
    {
        for (IElement? element = block; element is not null; element = element.ParentElement)
        {
            if (element == home)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Parsing takes time that grows with how deep elements lie in one another, and with how much formatting is left open; no page needs
    /// much of either. Counts in one pass over the tags.
    /// </summary>
    private static bool IsTooDeep(ReadOnlySpan<char> html)
    {
        var lookup = Formatting.GetAlternateLookup<ReadOnlySpan<char>>();
        var endless = Endless.GetAlternateLookup<ReadOnlySpan<char>>();
        int depth = 0, open = 0;
        for (var at = html.IndexOf('<'); at >= 0 && at + 1 < html.Length;)
        {
            var closes = html[at + 1] == '/';
            var from = at + (closes ? 2 : 1);
            var length = 0;
            while (from + length < html.Length && (char.IsAsciiLetterOrDigit(html[from + length]) || html[from + length] is ':' or '-'))
                length++;
            var name = html.Slice(from, length);
            if (length > 0 && !endless.Contains(name))
            {
                depth = Math.Max(0, depth + (closes ? -1 : 1));
                if (lookup.Contains(name))
                    open = Math.Max(0, open + (closes ? -1 : 1));
                if (depth > MostNested || open > MostOpenFormatting)
                    return true;
            }

            var next = html[(from + length)..].IndexOf('<');
            at = next < 0 ? -1 : from + length + next;
        }

        return false;
    }
}
