using System.Globalization;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.History.Removals;
using Supervision.Identity;

namespace Supervision.Pages.Texts;

/// <summary>Says in words what a fact records.</summary>
public static class FactWords
{
    /// <exception cref="ArgumentOutOfRangeException">The fact is of a type that has no words yet.</exception>
    public static string Of(FactBody body, Wording wording)
    {
        var texts = wording.Texts;
        return body switch
        {
            DeadlineOpened opened => texts.Fill(
                opened.Inherited ? "fact.opened.inherited" : "fact.opened", ("due", wording.Day(opened.Provenance.Result))),
            StageRaised { PassedOver.Count: 0 } raised => texts.Fill(
                "fact.stage-raised",
                ("round", Number(raised.Round)),
                ("stage", wording.Code("stage", raised.Stage)),
                ("due", wording.Day(raised.Due))),
            StageRaised raised => texts.Fill(
                "fact.stage-raised.passed-over",
                ("round", Number(raised.Round)),
                ("stage", wording.Code("stage", raised.Stage)),
                ("due", wording.Day(raised.Due)),
                ("stages", string.Join(texts["fact.list-separator"], raised.PassedOver.Select(stage => wording.Code("stage", stage))))),
            NoticeSent sent => OfAlert("fact.notice-sent", sent.Alert),
            DeliveryReceived received => texts.Fill(
                "fact.delivery-received", ("delivery", received.Delivery.Value), ("date", wording.Day(received.FulfilledOn))),
            DeliveryAccepted accepted => texts.Fill(
                "fact.delivery-accepted", ("delivery", accepted.Delivery.Value), ("date", wording.Day(accepted.FulfilledOn))),
            DeliveryReturned returned => texts.Fill(
                "fact.delivery-returned", ("delivery", returned.Delivery.Value), ("reason", wording.Code("return", returned.For))),
            AlertAcknowledged acknowledged => OfAlert("fact.alert-acknowledged", acknowledged.Alert),
            InheritedReleased => texts["fact.inherited-released"],
            DueDateConfirmed confirmed => texts.Fill("fact.due-date-confirmed", ("due", wording.Day(confirmed.Provenance.Result))),
            NextOccurrenceOpened next => texts.Fill("fact.next-occurrence-opened", ("occurrence", next.Next.Occurrence)),
            UnmatchedDeliveryReceived unmatched => texts.Fill("fact.unmatched-delivery-received", ("delivery", unmatched.Delivery.Value)),
            RemovalProposed proposed => texts.Fill("fact.removal-proposed", ("content", proposed.Content)),
            RemovalConfirmed => texts["fact.removal-confirmed"],
            RemovalRejected => texts["fact.removal-rejected"],
            ContentRemoved => texts["fact.content-removed"],
            _ => throw new ArgumentOutOfRangeException(nameof(body), body.GetType().Name, "A fact without words."),
        };

        string OfAlert(string key, AlertId alert) =>
            texts.Fill(key, ("stage", wording.Code("stage", alert.Stage)), ("round", Number(alert.Round)));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
