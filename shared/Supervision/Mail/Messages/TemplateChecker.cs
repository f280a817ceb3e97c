using Fluid;
using Fluid.Ast;

namespace Supervision.Mail.Messages;

/// <summary>
/// Reads a parsed template without running it, so that also branches that no sample reaches may use only known variables and filters.
/// </summary>
internal sealed class TemplateChecker(IReadOnlySet<string> variables, FilterCollection filters) : AstVisitor
{
    private static readonly HashSet<string> ListMembers = ["size", "first", "last"];

    /// <summary>Members of a section of a summary and of its rows.</summary>
    private static readonly HashSet<string> RowMembers =
    [
        "code", "name", "total", "more", "rows",
        "department", "law", "article", "instrument", "due", "days_late", "late_text", "about", "count", "url",
        "size", "first", "last",
    ];
    private static readonly HashSet<string> LoopMembers = ["index", "index0", "rindex", "rindex0", "first", "last", "length"];

    private readonly HashSet<string> own = ["forloop", "empty", "blank", "nil", "true", "false"];
    private readonly List<(string Word, string Message)> unknown = [];

    public static IEnumerable<MailTemplateFault> Check(
        TemplateFile file, IFluidTemplate template, IReadOnlySet<string> variables, FilterCollection filters)
    {
        // The first pass only learns which names the template defines itself, wherever it does so.
        var checker = new TemplateChecker(variables, filters);
        checker.VisitTemplate(template);
        checker.unknown.Clear();
        checker.VisitTemplate(template);
        return checker.unknown.Distinct().Select(found =>
        {
            var (line, column) = file.Locate(found.Word);
            return new MailTemplateFault(file.Origin, line, column, found.Message);
        });
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        if (memberExpression.Segments is { Count: > 0 } segments && segments[0] is IdentifierSegment root)
        {
            if (!variables.Contains(root.Identifier) && !own.Contains(root.Identifier))
            {
                unknown.Add((root.Identifier, $"There is no variable '{root.Identifier}'."));
            }

            var members = root.Identifier == "forloop" ? LoopMembers : own.Contains(root.Identifier) ? RowMembers : ListMembers;
            foreach (var segment in segments.Skip(1))
            {
                if (segment is IdentifierSegment { Identifier: var member } && !members.Contains(member))
                {
                    unknown.Add((member, $"The variable '{root.Identifier}' has no member '{member}'."));
                }
            }
        }

        return base.VisitMemberExpression(memberExpression);
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (filterExpression.Name == "raw")
        {
            unknown.Add(("raw", "The filter 'raw' is not allowed: values come from outside and must stay escaped."));
        }
        else if (!filters.TryGetValue(filterExpression.Name, out _))
        {
            unknown.Add((filterExpression.Name, $"There is no filter '{filterExpression.Name}'."));
        }

        return base.VisitFilterExpression(filterExpression);
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        own.Add(assignStatement.Identifier);
        return base.VisitAssignStatement(assignStatement);
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        own.Add(captureStatement.Identifier);
        return base.VisitCaptureStatement(captureStatement);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        own.Add(forStatement.Identifier);
        return base.VisitForStatement(forStatement);
    }

    protected override Statement VisitIncludeStatement(IncludeStatement includeStatement) => Refuse(includeStatement, "include");

    protected override Statement VisitRenderStatement(RenderStatement renderStatement) => Refuse(renderStatement, "render");

    protected override Statement VisitFromStatement(FromStatement fromStatement) => Refuse(fromStatement, "from");

    protected override Statement VisitMacroStatement(MacroStatement macroStatement) => Refuse(macroStatement, "macro");

    private Statement Refuse(Statement statement, string tag)
    {
        unknown.Add((tag, $"The tag '{tag}' is not available; every template stands alone within its layout."));
        return statement;
    }
}
